"""Words in a document that talk to the machine instead of to the reader.

Documents are data: nothing in them is ever carried out. These patterns only decide what a
reader is warned of, and what a model is shown with its teeth drawn. Pure.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

INSTRUCTION_LIKE = "instruction_like"


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(forms), re.IGNORECASE | re.MULTILINE)


_TOLD = (
    r"(?:instructions?|prompts?|rules|guidelines|directions|commands|messages?|context|above"
    r"|polic(?:y|ies)|restrictions?|safeguards?|told|guardrails|citations?|training)"
)
_GUARDED = (
    r"(?:system prompt|your (?:instructions|prompt|rules|configuration)"
    r"|(?:conversation|chat) history|api[ _-]?keys?|passwords?|credentials|secrets?|hidden prompt)"
)
# Where an order begins; "drivers often ignore the signs" and "told to ignore it" report one.
_ORDERED = (
    r"(?:^|[.:;!?,|>\-–—\"“”'‘(\[*#\]]\s*|\b(?:please|kindly|now|then|and|or|instead|just|also|always"
    r"|(?:that )?you (?:to|must|should|will|have to|need to|are to))\s+)"
)
_ADDRESSED = r"(?:ai|llms?|chatbots?|(?:language|ai) models?|(?:ai |virtual )?assistants?|chatgpt)"
_OVERRIDE = _any(
    rf"{_ORDERED}(?:ignore|disregard|forget|override|bypass|stop following"
    rf"|do not (?:follow|obey))\b[^.\n]{{0,40}}\b{_TOLD}\b",
    r"\b(?:ignore|disregard|forget)\b[^.\n]{0,15}\b(?:previous|prior|above|earlier|preceding"
    rf"|your)\b[^.\n]{{0,15}}\b{_TOLD}\b",
    r"\b(?:new|updated|revised|real|actual|following) (?:system )?"
    r"(?:instructions?|task|directive)s?\s*:",
    r"^\W{0,6}(?:system|developer|admin(?:istrator)?|root|hidden)[ _-]?"
    r"(?:prompt|message|instructions?|note)s?\W*(?:$|:)",
    r"\bsystem (?:message|prompt) overrid|\b(?:begin|end) (?:of )?system prompt\b"
    r"|\bsystem[ _-]override\b|\b(?:developer|debug|god|jailbreak|root|admin)[ _-]mode"
    r" (?:is |now )*(?:enabled|activated|on|unlocked)\b",
    r"\byour (?:new|real|only|true|actual|next) (?:task|role|goal|job|instructions?|objective)\b",
    r"(?:[-=#*<\[({]\s*|^\W*)(?:end|start|begin(?:ning)?) of (?:the )?(?:document|context|data"
    r"|passages?|sources?|system prompt|user input|instructions?)\s*(?:[-=#*>\])}:]|$)",
)
# Who is said to speak; in code the names of settings and elements ("user: postgres").
_SPEAKER = _any(
    r"<\s*/?\s*(?:system|assistant|user|human|instructions?|tool|function|im_start|im_end)\b"
    r"[^>]*>",
    r"^\W{0,6}(?:system|assistant|developer|human|user)\W{0,4}:",
)
_ROLE = _any(
    r"#{2,}\s*(?:instructions?|response|system|human|assistant)\s*:",
    r"<\|[^|>\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>",
    r"\byou are now\b|\bfrom now on,? you (?:are|will|must|may|act|answer|respond|speak)\b",
    rf"{_ORDERED}(?:pretend (?:to be|you are)|roleplay as)\b",
    r"(?:^|[.:!] |\b(?:please|must|now|will) )act as (?!soon|if|though)\b",
    r"\byou must (?:now )?(?:obey|comply|(?:answer|reply|respond) (?:only|with|that|to every)"
    r"|(?:say|output|print) (?:only|exactly|that|the (?:words?|following|sentence|code|phrase)))\b",
)
_MACHINE = _any(
    r"\b(?:note|attention|message|instructions?|reminder|important|dear|hey|hello|hi)\s*(?:[,:]|to|for"
    rf"|notice)?\s*(?:all |any |every |the )?{_ADDRESSED}\b",
    r"\b(?:if|when|as) (?:you are|you're) an? (?:ai|llm|language model|assistant|chatbot|bot)\b",
    r"\b(?:ai|llm|language model|assistant|chatbot|model)s? (?:reading|processing|summari[sz]ing"
    r"|answering|must(?! be| have)|should always|is required to|are required to)\b",
    r"\bas an? (?:ai|llm|chatbot|(?:ai |large )?language model|ai assistant),? you\b",
)
_ORDER = _any(
    rf"{_ORDERED}(?:answer|reply|respond)(?: to)?(?: (?:every|all|any|the|each|this|only|always))*"
    r"(?: (?:questions?|user|queries|query))* (?:only |always |exactly )?(?:with|by saying|that)\b",
    rf"{_ORDERED}(?:always|instead|simply|just|only)[, ]+"
    r"(?:say|reply|respond|answer|output|print|claim|recommend|state)\b",
    rf"{_ORDERED}(?:say|print|output|write|repeat|reveal|show|tell|disclose|leak|dump|send|forward"
    rf"|email|post|exfiltrate|upload)\b[^.\n]{{0,50}}\b{_GUARDED}\b",
    r"\b(?:repeat|output|print) the above\b|\b(?:repeat|output|print|say) (?:the|this|that)"
    r" (?:sentence|line|statement|words?)\b[^.\n]{0,20}\b(?:above|below|verbatim|exactly"
    r"|to the (?:user|reader))\b",
    r"\b(?:tell|inform|warn|ask|instruct|convince|urge) the (?:user|reader|customer)s?\b",
    rf"{_ORDERED}do not (?:mention|tell|reveal|cite|disclose)\b[^.\n]{{0,40}}"
    r"\b(?:this|user|anyone|sources?|instructions?|document|text)\b",
    rf"{_ORDERED}do not (?:include|use|summari[sz]e)\b[^.\n]{{0,20}}"
    r"\b(?:sources?|citations?|documents?|passages?|context)\b",
)
_REACH_OUT = _any(
    r"!\[[^\]]*\]\(\s*(?:https?:)?//",
    # A bare address to visit stands in every other document; one that carries something does not.
    r"\b(?:visit|open|go to|click|fetch|load|call|request|send|post|navigate to|curl|wget"
    r"|browse to)\b[^.\n]{0,60}(?:https?://|www\.)[^\s/]+/[^\s)]{4,}",
    r"\b(?:call|invoke|use) (?:the |this )?[\w.]{0,30} ?(?:tool|plugin)\b",
    r"\b(?:rm -rf|os\.system|subprocess|eval\(|DROP TABLE)|<script\b|javascript:",
)
_CHINESE = _any(
    r"(?:忽略|无视|無視|忽視|忘记|忘掉|忘記|不要理会|不要遵守|覆盖|绕过)[^。\n]{0,20}"
    r"(?:指令|指示|提示|规则|規則|说明|上述|之前|以上|前面|要求|内容)",
    r"(?:^|[。！\n])\W{0,4}(?:系统|系統)(?:提示|消息|指令|信息|訊息)|(?:系统|系統)(?:提示|消息|指令|訊息)\s*[:：]"
    r"|^\W{0,4}(?:系统|助手|用户|系統)\s*[:：]",
    r"你现在(?:是|必须|要)|从现在(?:开始|起)[，,]?你(?:是|必须|要|将)|假装(?:你)?是|(?:请|你)(?:来|要|将)?扮演",
    r"(?:请|必须|务必)(?:直接|只|仅|总是|统一|一律)(?:回答|回复|输出|说|答复|告诉)"
    r"|(?:只能|只需|一律|始终)(?:回答|回复|输出|说|答复|告诉)",
    r"(?:告诉|告知|通知|要求)(?:用户|读者)",
    r"(?:泄露|透露|输出|显示|发送)[^。\n]{0,16}(?:密码|密钥|提示词|系统提示|口令)",
    r"(?:人工智能|AI|语言模型|大模型|机器人|智能助手)[^。\n]{0,8}(?:请|必须|应该|注意)",
)
_HEBREW = _any(
    r"(?:התעלמ[וי]?|התעלם|תתעלמ[וי]|תתעלם|שכח[וי]?|תשכח[וי]?|עקוף|עקפו|אל ת(?:ציית|צייתו|קשיב))"
    r"[^.\n]{0,40}(?:הוראות|ההוראות|הנחיות|ההנחיות|כללים|הכללים|האמור|הקודמ|שנאמר|פקודות)",
    r"(?:הודעת|הוראת|הנחיית|הנחיות|הוראות) (?:ה)?מערכת\s*:|^\W{0,4}(?:מערכת|עוזר|משתמש)\s*:",
    r"(?:אתה|את) (?:כעת|עכשיו|מעכשיו)|מעתה(?: ואילך)?,? (?:אתה|את|עליך|ענה)|העמד פנים|התנהג כאילו",
    r"(?:ענה|השב|עני|השיבי|תגיד|אמור|הדפס|כתוב|תענה) (?:תמיד|רק|אך ורק|בדיוק|לכל|למשתמש)",
    r"(?:אמור|תגיד|ספר|הודע|תודיע) ל(?:משתמש|קורא)",
    r"(?:חשוף|גלה|הדפס|שלח|הדלף)[^.\n]{0,30}(?:סיסמ|מפתח|הנחיות|הוראות|סוד)",
    r"(?:הערה|הודעה|הנחיה|הוראה) ל(?:בינה|מודל|עוזר|בוט|AI)",
)
_BLOB = re.compile(
    r"(?<![\w/+])(?=[\w+/=]*[a-z])(?=[\w+/=]*[A-Z])(?=[\w+/=]*\d)[A-Za-z0-9+/]{60,}={0,2}"
)
# Lines that announce what follows: "### System prompt", "--- END OF DOCUMENT ---".
_ANNOUNCES = re.compile(
    r"\W*(?:(?:system|developer|admin|hidden|new|updated|secret) "
    r"(?:prompt|message|instruction|override|note|task)s?|system|assistant|developer"
    r"|(?:end|start|beginning) of [\w ]{3,20})\W*",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:repeat|say|tell|state|output|print|include|copy|quote|show|mention|answer with)\b"
    r"[^.\n]{0,30}\b(?:this|that|it|above|so|preceding|previous (?:sentence|line|statement))\b",
    re.IGNORECASE,
)
_IN_CODE = (_OVERRIDE, _ROLE, _MACHINE, _ORDER, _CHINESE, _HEBREW)
_KINDS = (*_IN_CODE, _SPEAKER, _REACH_OUT, _BLOB)


@lru_cache(maxsize=4096)
def is_instruction_like(text: str, *, code: bool = False) -> bool:
    """True where some of ``text`` reads as an order to a model, in English, Chinese or Hebrew.

    Counts role tags, orders to ignore, pretend or reveal, requests to call tools or addresses,
    and long encoded blobs. ``code`` calls addresses and starts programs by its nature.
    """
    kinds = _IN_CODE if code else _KINDS
    flat = text.replace("\n", " ")  # a line break hides nothing; the lines themselves may tell
    return any(kind.search(flat) or (flat != text and kind.search(text)) for kind in kinds)


def flagged(blocks: Sequence[tuple[int, str]], code: Collection[int] = ()) -> list[bool]:
    """Which sentences of a passage are orders or belong to one; each is ``(block, words)``.

    Those at the places in ``code`` are code.

    What follows an order in its block is what it wants said, and so is the block after an
    order that stands alone like a heading, and the sentence before a "repeat this".
    """
    orders = [is_instruction_like(words, code=i in code) for i, (_, words) in enumerate(blocks)]
    marked = list(orders)
    sizes = Counter(block for block, _ in blocks)
    opened: int | None = None  # the block that an order standing alone has announced
    for i, (block, words) in enumerate(blocks):
        before = blocks[i - 1][0] if i else block
        if block != before:
            opened = block if orders[i - 1] and _stands_alone(blocks[i - 1], sizes) else None
        marked[i] = orders[i] or block == opened or (i > 0 and block == before and marked[i - 1])
        if orders[i] and i and block == before and _POINTS_BACK.search(words):
            marked[i - 1] = True
    return marked


def _stands_alone(sentence: tuple[int, str], sizes: Mapping[int, int]) -> bool:
    block, words = sentence
    return sizes[block] == 1 and bool(_ANNOUNCES.fullmatch(words))
