/** Status and error code of a JSON error answer, such as `404 route_not_found`. */
export async function problemCode(answer: Response): Promise<string> {
  const { code } = await answer.json();
  return `${answer.status} ${code}`;
}
