const list = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

/** Polite words before a phrase; they change nothing in what it asks. */
export const POLITE_BEFORE = list(`
  请问,请,麻烦您,麻烦你,麻烦,劳烦,劳驾,拜托,你好,您好,哈喽,嗨,喂,哎,唉,在吗,在么,在不在,有人吗,亲,好的,好,嗯,算了,那个,那就,那,还是,就,直接,立即,立刻,马上,
  赶紧,赶快,快点,快,现在,尽快,先,谢谢,帮我,帮忙,给我,please,pls,plz,hi,hello,hey,ok,okay,now,just
`);

/** Polite words and particles after a phrase. */
export const POLITE_AFTER = list(`
  谢谢您,谢谢你,谢谢啦,谢谢了,谢谢,多谢,感谢,拜托了,拜托,麻烦您了,麻烦你了,麻烦了,辛苦了,吧,啊,呀,哦,噢,喔,嘛,哈,啦,了,
  咯,哎,一下,可以吗,可以么,好吗,好么,好不好,行吗,行不行,行不,行么,可以不,快点,快,尽快,立刻,马上,现在,please,pls,plz,now,
  right now,thanks,thank you,thank you very much,thx,asap,immediately
`);

/** Words before a phrase that demands something. */
export const DEMANDS = list(`
  我,我们,我要,我想要,我想,我需要,要求,申请,请求,强烈,需要,想要,想,一定,要,去,必须,不要机器人,别用机器人,能不能,能否,能,可以,可不可以,可否,是否可以,让,叫,换成,换,
  来,给,帮,为我,替我,把我,安排,找,咨询,转接到,转接,转到,转至,转给,转,切换到,切换,切,一下,下,在线,接通,接入,接,联系,呼叫,跟,和,与,个,一个,一位,位,
  一名,名,i,we,i'd like,we'd like,i would like,we would like,can you,could you,will you,would you,how do i,how can i,can,
  could,may,want,wanna,need,to,let,me,us,get,give,hand,over,talk,speak,chat,connect,transfer,switch,put,through,contact,reach,call,
  with,a,an,the,real,live,actual
`);

/** Words after a phrase that demands something. */
export const WAYS = list(`
  在吗,在不在,在线吗,在线,来,处理,接待,接听,解答,回复,沟通,对话,咨询,聊,聊天,聊聊,说,说话,讲,谈,通话,联系,联系我,服务,帮我查,帮我看,帮我看看,帮我,帮忙,instead,here,
  available
`);

/** Of whom a customer complains. */
export const OBJECTS = list("你,您,你们,他们,商家,客服");
