"""Other wholes, permissions, stages, doers, reasons and measures than the source's are noticed."""

import pytest

from rag.schema import Finding, Support
from rag.verifying.verify import verify
from tests.quoted import citing

POOL = "The outdoor pool in Lenn is open to swimmers from June to August."
KILN = (
    "Apprentices in their final year may fire the large kiln; the others need a master beside them."
)
FARE = "The night fare rises to 4 crowns in October, for new passengers only."
FERRY = "The ferryman said he had no quarrel with the islanders, only with the harbour office."
TRAMS = "车站有两条线路，两条都经过码头，但只有北线在夜间运行。"
FEE = "清扫费由各户分摊，地下室住户除外。"
KITES = "Kites are allowed on the whole beach unless the red flag is up."
FIRES = "Small fires are allowed on the gravel bank; tents are not."
FILM = "Filming with lamps is forbidden everywhere except in the Cedar Hall."
GLASS = "回收的玻璃运往南厂，不得再次装酒。"
MILL = "The owners are in talks to sell the paper mill to the Dorn group."
BRIDGE = "The reading circle has suggested that the new bridge be named after the poet."
ARCHIVE = "The museum would like to extend the archive and has applied to the county for a loan."
GARDEN = "市政府正在研究修建空中花园的方案，目前还没有时间表。"
STAGE = "ראשת העיר הבטיחה ללהקה במה חדשה בפארק, אם ימצא התקציב."
COIN = "The silver coin, found by a shepherd in the marsh, dates from the ninth century."
CALL = "A pharmacist will telephone you a week after the visit, and the doctor writes a letter."
TRIAL = "The court refused an application by the prosecution to hear the trial in Orsk."
HALL = "礼堂的屋顶由设计师邵文清设计，由北岸木工厂建造。"
PARCEL = "החבילה נמסרה בשער על ידי השומר בשעת ערב."
BREAD = "Let the bread cool for an hour before you slice it, because the crumb is still moist."
LOSS = "The brewery put the fall in profit down to dearer barley."
FOG = "由于地处盆地，镇上冬季多雾，航班常常延误。"
LAMPS = (
    "The lamp burns for up to 30 hours on the small battery and for up to 50 hours on the big one."
)
BAKERY = "Rye bread overtook wheat bread as the bakery's largest product."
WATT = "甲型水泵的功率为三百瓦，乙型水泵为五百瓦。"
WASPS = "The wasps are worse in September than in any other month."
SOAK = "Rinse the beans, cover them with water and soak them for at least one hour."
LETTERS = "She wrote to every member and received at least 12,000 replies."
SPLIT = "The investor Marrow has urged the board to split the company."
GRUDGE = "Outside the hall Ms Tarn said she bore the council no grudge."
TOWPATH = "Cycling is permitted on the towpath; on the bridge it is forbidden."
BOARD = "The board is weighing a move to Kerr but has decided nothing."
FENCE = "The fence was painted by the tenants, and the landlord paid for the paint."
MEADOW = "The trust hopes to buy the meadow and has already raised 4,000 pounds."

TRUE = [
    (POOL, "In Lenn the outdoor pool opens to swimmers from June to August."),
    (POOL, "Swimmers can use the outdoor pool in Lenn every day from June to August."),
    (KILN, "All apprentices in their final year may fire the large kiln."),
    (KILN, "Final-year apprentices are allowed to fire the large kiln."),
    (FARE, "From October new passengers pay a night fare of 4 crowns."),
    (FARE, "For all new passengers the night fare rises to 4 crowns in October."),
    (FERRY, "The ferryman said he had no quarrel with the islanders."),
    (TRAMS, "车站的两条线路都经过码头。"),
    (TRAMS, "夜间只有北线运行。"),
    (FEE, "除地下室住户外，清扫费由各户分摊。"),
    (KITES, "Unless the red flag is up, kites may be flown on the whole beach."),
    (KITES, "Kites may be flown on the whole beach unless the red flag is up."),
    (FIRES, "On the gravel bank small fires are permitted, but tents are not."),
    (FIRES, "Small fires are allowed on the gravel bank."),
    (FILM, "Filming with lamps is not allowed anywhere but in the Cedar Hall."),
    (GLASS, "回收的玻璃不得再次装酒。"),
    (MILL, "The owners are negotiating the sale of the paper mill to the Dorn group."),
    (MILL, "The paper mill may be sold to the Dorn group."),
    (BRIDGE, "The reading circle has proposed naming the new bridge after the poet."),
    (BRIDGE, "According to the reading circle, the new bridge should be named after the poet."),
    (ARCHIVE, "The museum has asked the county for a loan to extend the archive."),
    (GARDEN, "市政府在研究修建空中花园。"),
    (STAGE, "ראשת העיר הבטיחה במה חדשה ללהקה."),
    (COIN, "The silver coin was discovered by a shepherd in the marsh."),
    (COIN, "A shepherd found the silver coin in the marsh."),
    (CALL, "The pharmacist will ring you a week after the visit."),
    (CALL, "The doctor writes a letter."),
    (TRIAL, "An application by the prosecution to hear the trial in Orsk was refused by the court."),
    (HALL, "礼堂的屋顶由邵文清设计。"),
    (HALL, "北岸木工厂建造了礼堂的屋顶。"),
    (PARCEL, "בשעת ערב נמסרה החבילה בשער על ידי השומר."),
    (BREAD, "The bread should cool for an hour before slicing, because the crumb is moist."),
    (BREAD, "Because the crumb is still moist, let the bread cool for an hour before slicing it."),
    (LOSS, "The brewery blamed the fall in profit on dearer barley."),
    (FOG, "因为地处盆地，镇上冬季多雾。"),
    (LAMPS, "The lamp burns longer on the big battery than on the small one."),
    (LAMPS, "The lamp burns for up to 50 hours on the big battery."),
    (BAKERY, "The bakery's rye bread is a larger product than its wheat bread."),
    (WATT, "乙型水泵的功率比甲型水泵大。"),
    (WASPS, "The wasps are more troublesome in September than in any other month."),
    (SOAK, "The beans have to soak for no less than an hour."),
    (LETTERS, "She received no fewer than 12,000 replies."),
    (SPLIT, "Marrow, an investor, has urged the board to split the company."),
    (GRUDGE, "Ms Tarn bore the council no grudge, she said outside the hall."),
    (TOWPATH, "Cycling is forbidden on the bridge."),
    (BOARD, "A move to Kerr is being weighed by the board."),
    (FENCE, "The tenants painted the fence."),
    (FENCE, "The paint for the fence was paid for by the landlord."),
    (MEADOW, "The trust has already raised 4,000 pounds towards the meadow."),
]  # fmt: skip
FALSE = [
    (POOL, "The outdoor pool in Lenn is open to swimmers all year round.", "negation"),
    (KILN, "All apprentices may fire the large kiln.", "negation"),
    (FARE, "In October the night fare rises to 4 crowns for all passengers.", "negation"),
    (FERRY, "The ferryman said he had no quarrel with anyone.", "negation"),
    (TRAMS, "两条线路都在夜间运行。", "negation"),
    (FEE, "所有住户，包括地下室住户，都要分摊清扫费。", "negation"),
    (KITES, "Kites are not allowed on the beach.", "negation"),
    (FIRES, "Small fires are forbidden on the gravel bank.", "negation"),
    (FILM, "Filming with lamps is allowed, except in the Cedar Hall.", "negation"),
    (GLASS, "回收的玻璃可以再次装酒。", "negation"),
    (MILL, "The owners have sold the paper mill to the Dorn group.", "negation"),
    (BRIDGE, "The reading circle has named the new bridge after the poet.", "negation"),
    (ARCHIVE, "The county has promised the museum a loan to extend the archive.", "negation"),
    (GARDEN, "市政府已经修建了空中花园。", "negation"),
    (STAGE, "ראשת העיר כבר העניקה ללהקה במה חדשה.", "negation"),
    (COIN, "The silver coin was discovered in the marsh by archaeologists.", "part"),
    (CALL, "The doctor will ring you a week after the visit.", "part"),
    (TRIAL, "The court refused an application by the defence to hear the trial in Orsk.", "part"),
    (HALL, "礼堂的屋顶由北岸木工厂的厂长设计。", "part"),
    (PARCEL, "החבילה נמסרה בשער על ידי הגנן בשעת ערב.", "part"),
    (BREAD, "Let the bread cool for an hour because the oven needs cleaning afterwards.", "part"),
    (LOSS, "The brewery blamed the fall in profit on weaker exports.", "part"),
    (FOG, "因为工厂排放废气，镇上冬季多雾。", "part"),
    (LAMPS, "The lamp burns longer on the small battery than on the big one.", "part"),
    (BAKERY, "Rye bread remains smaller than wheat bread.", "part"),
    (WATT, "甲型水泵的功率比乙型水泵大。", "part"),
    (WASPS, "The wasps are less troublesome in September than in other months.", "part"),
    (SOAK, "The beans should soak for no more than an hour.", "part"),
    (LETTERS, "Her letters brought at most 12,000 replies.", "part"),
    (TOWPATH, "Cycling is forbidden on the towpath.", "negation"),
    (BOARD, "The board has decided to move to Kerr.", "negation"),
    (FENCE, "The fence was painted by the landlord.", "part"),
    (SPLIT, "The investor Marrow has urged the board to split the company and to dismiss its chairman.",
     "words"),
    (GRUDGE, "Outside the hall Ms Tarn, in tears and leaning on a stick, said she bore the council no"
     " grudge.", "words"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "sentence"), TRUE)
def test_the_same_in_other_words_is_supported(source: str, sentence: str) -> None:
    verdict = verify(sentence, citing(source), context=[source])
    assert verdict.support is Support.SUPPORTED, [c.reason for c in verdict.checks if not c.passed]


@pytest.mark.parametrize(("source", "sentence", "kind"), FALSE)
def test_another_matter_is_noticed(source: str, sentence: str, kind: str) -> None:
    verdict = verify(sentence, citing(source), context=[source])
    failed = [c for c in verdict.checks if not c.passed]
    assert verdict.support is not Support.SUPPORTED
    assert kind in {c.kind for c in failed}
    assert all(c.finding is not Finding.NONE for c in failed if c.kind in {"part", "negation"})
