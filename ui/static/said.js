// What the page says around an answer, in the language that the answer's own words are in. Pure.

const ENGLISH = {
  none: 'No answer',
  anyway: ['Answer all the same', ' with the likeliest sentences there are.'],
  narrowed: ['You are asking only some of the documents. ', 'Ask all of them'],
  nearest: 'The nearest passages, for you to judge',
  library: 'See or add documents',
  unsure: (likely) => `Not certain (${likely}): see whether this is what you asked.`,
  insisted: (likely) =>
    `You asked for an answer all the same. How likely it is that the documents answer this: ${likely}.`,
};

const OTHERS = {
  zh: {
    none: '没有答案',
    anyway: ['仍要回答', '，用最有可能的句子。'],
    narrowed: ['现在只问了一部分文档。', '问所有文档'],
    nearest: '最接近的段落，请自行判断',
    library: '查看或添加文档',
    unsure: (likely) => `不确定（${likely}）：请看这是不是您问的。`,
    insisted: (likely) => `您仍要求回答。文档能回答这个问题的可能性：${likely}。`,
  },
  he: {
    none: 'אין תשובה',
    anyway: ['להשיב בכל זאת', ' במשפטים הסבירים ביותר שיש.'],
    narrowed: ['השאלה מופנית רק לחלק מן המסמכים. ', 'לשאול את כולם'],
    nearest: 'הקטעים הקרובים ביותר, לשיפוטכם',
    library: 'לצפות במסמכים או להוסיף',
    unsure: (likely) => `לא ודאי (${likely}): בדקו אם לזה התכוונתם.`,
    insisted: (likely) => `ביקשתם תשובה בכל זאת. הסיכוי שהמסמכים עונים על השאלה: ${likely}.`,
  },
  de: {
    none: 'Keine Antwort',
    anyway: ['Trotzdem antworten', ' mit den wahrscheinlichsten Sätzen, die es gibt.'],
    narrowed: ['Gefragt wird nur ein Teil der Dokumente. ', 'Alle fragen'],
    nearest: 'Die nächstliegenden Textstellen, zum eigenen Urteil',
    library: 'Dokumente ansehen oder hinzufügen',
    unsure: (likely) => `Nicht sicher (${likely}): Sehen Sie nach, ob das gefragt war.`,
    insisted: (likely) =>
      `Sie wollten trotzdem eine Antwort. Wie wahrscheinlich es ist, dass die Dokumente dies beantworten: ${likely}.`,
  },
  fr: {
    none: 'Pas de réponse',
    anyway: ['Répondre quand même', ' avec les phrases les plus probables.'],
    narrowed: ['Seule une partie des documents est interrogée. ', 'Les interroger tous'],
    nearest: 'Les passages les plus proches, à vous de juger',
    library: 'Voir ou ajouter des documents',
    unsure: (likely) => `Incertain (${likely}) : voyez si c’est bien ce que vous demandiez.`,
    insisted: (likely) =>
      `Vous avez demandé une réponse quand même. Probabilité que les documents y répondent : ${likely}.`,
  },
  es: {
    none: 'Sin respuesta',
    anyway: ['Responder de todos modos', ' con las frases más probables que hay.'],
    narrowed: ['Solo se pregunta a una parte de los documentos. ', 'Preguntar a todos'],
    nearest: 'Los pasajes más cercanos, para que usted juzgue',
    library: 'Ver o añadir documentos',
    unsure: (likely) => `No es seguro (${likely}): vea si esto es lo que preguntaba.`,
    insisted: (likely) =>
      `Pidió una respuesta de todos modos. Probabilidad de que los documentos respondan a esto: ${likely}.`,
  },
};

/** The words for `answer.language`; English for an answer that names none. */
export const said = ({ language }) => OTHERS[language] || ENGLISH;
