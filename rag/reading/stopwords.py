"""Words that say how a question is asked, not what it is about (English, Chinese, Hebrew)."""

_ENGLISH = """
    a about above after again all also am an and any are as at be because been before being below
    between both but by can could did do does doing done during each either for from further get
    give given had has have having he her here hers herself him himself his how however i if in
    into is it its itself just let many may me might mine more most much must my myself no nor not
    now of off on once only or other our ours out over own please shall she should since so some
    such tell than that the their theirs them themselves then there these they this those through
    to too under until up upon us very was we were what whatever when where whether which while who
    whom whose why will with would yet you your yours
"""
ENGLISH = frozenset(_ENGLISH.split())

# A Chinese question is cut at these before it is divided into bigrams; longest first.
_CHINESE = """
    什么时候 什么样 是什么 什么 甚么 为什么 为何 为了 怎么样 怎么 怎样 如何 哪里 哪儿 哪些
    哪一 哪个 哪位 哪种 哪年 哪 谁 多少 几个 何时 何地 何处 何种 是否 有没有 能否 可否 请问 告诉我
    关于 以及 因为 由于 所以 但是 而且 并且 或者 还是 这个 那个 这些 那些 它们 他们 她们 我们 你们
    的 了 吗 呢 吧 啊 是 在
"""
CHINESE = tuple(sorted(_CHINESE.split(), key=lambda word: (-len(word), word)))
# These stand inside words too (和平, 对外): only the single character is dropped.
CHINESE_SINGLE = frozenset("和与及或被把对从由于以而之其也都就还又很它他她我你这那等有为")

# Written as `terms` folds them: without vowel points, final letters as ordinary ones.
_HEBREW = """
    של את עמ מה מהו מהי מהמ מהנ מי מיהו מיהי איפה היכנ מאינ לאנ מתי כמה איכ כיצד למה מדוע האמ
    איזה איזו אילו אלו הוא היא המ הנ אני אתה אנחנו זה זו זאת אלה כי אשר או אבל גמ רק לא כנ יש אינ
    היה היתה הייתה היו יהיה תהיה להיות אל אמ כל ביותר יותר מאוד לפי בינ אחרי לפני בזמנ בתור עד לו
    לה להמ שלו שלה שלהמ אותו אותה אותמ בו בה ממנו ממנה אצל כמו
"""
HEBREW = frozenset(_HEBREW.split())
