"""What a model might say of documents it read: true, and false in one thing; retold, not copied.

Documents and statements were written for this file before the verifier was tried on them. Each
kind is split by position: every third statement is held out (``held_out``) and was never looked
at while the verifier was worked on.
"""

from typing import NamedTuple


class Statement(NamedTuple):
    """``kind`` is "true" or what is wrong with it; ``document`` names what it is about."""

    kind: str
    document: str
    text: str


DOCUMENTS = {
    "ferry": "The ferry company Nordlys carried 1.8 million passengers in 2022, up from 1.5 million "
             "a year earlier. Its chief executive, Ida Strand, said that the line to Vardo would "
             "not be closed before March 2025. Nordlys sold two of its five ships to the Greek "
             "operator Aegon Lines for €46 million.",
    "drug": "A trial led by Dr. Rafael Ortega gave the drug to 480 patients in four hospitals; 12 of "
            "them, or 2.5%, dropped out. The drug shortened the stay in hospital by three days on "
            "average but did not reduce mortality. The regulator refused to license it for "
            "children under six.",
    "pit": "Kestrel Mining bought the Olvera pit from Tarn Resources on 4 April 2016 for $310 "
           "million. Output fell by a quarter in 2019 and has never recovered. The union, headed by "
           "Joan Pike, accused the company of hiding an accident in which seven miners were injured.",
    "letter": "Ambassador Li Wenhua handed the letter to President Sorano at the palace in Quito on "
              "the evening of 9 August. Brazil and Chile backed the proposal; Argentina abstained and "
              "Bolivia voted against it. The agreement enters into force once three states have "
              "ratified it; so far only Chile has.",
    "school": "Half of the 240 pupils come from the islands, and one in five receives a scholarship. "
              "The school no longer teaches Latin; Greek has been optional since 1998. Fees went up "
              "from 3,200 to 3,600 crowns a year.",
    "bridge": "The tender was won by the Danish firm Haldor, which beat Ponte Group of Italy by a "
              "margin of 4 million euros. Work began in spring 2003 and took 26 months instead of "
              "the planned 18. The bridge is 2.4 km long and carries 31,000 vehicles a day.",
    "court": "The court acquitted Marta Vidal of fraud but fined her partner, Oleg Brandt, 15,000 "
             "francs. Neither of them appealed. The judge said that there was no evidence that Vidal "
             "had known about the accounts.",
    "power": "Wind supplied 38% of the country's electricity in 2021 and hydropower 41%; coal, which "
             "had supplied a third in 2005, was down to 6%. The grid operator Voltane warned that "
             "without new lines the north could lose power in winter. The government plans to add "
             "1,200 MW by 2030.",
    "statue": "The curator Helen Obi lent the statue to the Louvre in 1987; it came back to Lagos "
              "eleven years later. The insurers valued it at between 2 and 3 million pounds. Thieves "
              "failed to force the inner door and left without the statue.",
    "merger": "Brightwell, founded in 1974 by the sisters Anna and Ruth Coles, was taken over by "
              "Dunmore in July 2011. Dunmore's shares lost 9% that day, while those of its rival "
              "Feldt gained 3%. Anna Coles opposed the sale; Ruth Coles supported it.",
    "speech": "“The harbour will be open before the winter,” Minister Aron Keel told the assembly. "
              "The opposition's spokeswoman, Tilda Roos, called the plan “a promise written on "
              "water”.",
    "steel": "赫尔曼公司2018年从诺瓦集团手中收购了这座钢厂，价格为2.6亿欧元。钢厂去年亏损一千二百万欧元，"
             "没有裁员。市长陈立拒绝出席开业典礼。",
    "yard": "חברת נמל-ים מכרה את המספנה לקבוצת אורן ב-12 במרץ 2014 תמורת 85 מיליון שקלים. ועד "
            "העובדים התנגד למכירה, אך לא פתח בשביתה. כרבע מהעובדים פוטרו.",
    # Written when the verifier had been worked on with the documents above.
    "amadi": "Chinwe Amadi (born 1952) studied under Karl Weiss in Vienna and succeeded him as "
             "director in 1990. She left the institute to her deputy, Paolo Ricci, in 2008. Amadi "
             "never married; her brother Obi managed her estate.",
    "league": "Rovers lost 3–1 at home to Harrow City on Saturday, their third defeat in a row. "
              "Striker Dan Mbeki scored for Rovers after 12 minutes, but Luis Prado equalised before "
              "half-time and added two more in the second half. Coach Ann Teller, who replaced Rob "
              "Finch in May, said no player would be sold in January.",
    "fungus": "Researchers at Lund found that the bacterium kills the fungus, but not the virus, "
              "within 48 hours. Roughly 70% of the samples came from Peru and 30% from Ecuador. The "
              "team could not rule out contamination in nine of the 64 samples.",
    "solvex": "Quarterly revenue at Solvex fell 8% to $1.15 billion, while net profit rose to $96 "
              "million from $81 million. The cloud unit contributed $410 million and the hardware "
              "unit $740 million. Chief financial officer Mei Tan said that Solvex had overtaken "
              "Orbicon as the largest supplier in Asia, though it still trails Orbicon in Europe.",
    "fortress": "General Haske ordered the retreat on the night of 3 to 4 October 1742, against the "
                "advice of Colonel Brun. The Saxons captured the fortress from the Bavarians a week "
                "later without firing a shot. About 1,400 men deserted; fewer than 200 were killed.",
    "act": "Under the act, landlords must return the deposit within 30 days; tenants may withhold "
           "the last month's rent only if the landlord has failed to do so. The act does not cover "
           "sublets. It replaced a decree of 1968 and was opposed by the Liberals, who called it "
           "unworkable.",
    "train": "The night train from Lisbon to Madrid will not run between 10 January and 28 February "
             "2026 because of track works. The operator expects 40,000 fewer passengers than in 2025, "
             "when 210,000 people used it. Tickets remain valid on the bus.",
    "orchestra": "Conductor Elena Marsh joined the Bergen Orchestra in 1999 after eleven seasons in Porto. "
                 "She has never recorded with them, though a live album sold 80,000 copies. The board "
                 "dismissed the manager, Nils Aune, and appointed Marsh's assistant, Kofi Badu, in his "
                 "place.",
    "vaccine": "The agency approved the vaccine for adults on 2 February, but withheld approval for "
               "pregnant women. Side effects were mild: 8 in 10 volunteers reported none at all. Doses "
               "must be kept at −20 °C and used within six hours of thawing.",
    "dam": "The Tana dam, built between 1961 and 1966, displaced 12,000 people, most of them Oromo. "
           "Ethiopia financed it without foreign loans. Kenya objected, but Uganda, which buys a fifth "
           "of the electricity, welcomed it.",
    "startup": "Lumo was spun out of Delft University in 2015 by Sanne de Wit and Arjun Rao. It raised "
               "€12 million from the fund Nordgate and €3 million from its employees. Rao left in 2019 "
               "after a dispute with de Wit; he later joined its competitor Halden.",
    "fire": "The fire broke out at 3:40 a.m. in the kitchen of the Hotel Astoria and was put out within "
            "two hours. All 212 guests were led to safety, none of them injured. The police ruled out "
            "arson; investigators blame a faulty fryer.",
    "census": "According to the 2020 census the city has 1,204,000 inhabitants, a decline of 6% since "
              "2010. Women outnumber men by 30,000. More than a third of households consist of one "
              "person, up from 22% in 1980.",
    "novel": "The novel The Salt Road was rejected by nine publishers before Hale & Sons accepted it in "
             "1934. Critics ignored it at first. Its author, Iris Quill, dedicated it to her teacher, "
             "Edmund Vane, who had translated her poems into French.",
    "strike": "About 9,000 dockers walked out on Monday in Ravel, the country's second-largest port, over "
              "a pay offer of 4%. Their union, UDT, wants 7.5% and a shorter week. Talks with the "
              "employers' federation collapsed on Friday; no new date has been set. The shipping line "
              "Corvo diverted eleven vessels to Tessa.",
    "asteroid": "The asteroid 2031 KB, discovered by a telescope in Chile, is about 140 metres across. It "
                "will pass the Earth at a distance of 1.1 million km on 6 June 2031, roughly three "
                "times as far away as the Moon. Astronomer Priya Nair said there was no risk of an "
                "impact for at least a century.",
    "cafe": "Café Lund has been in the hands of the Berg family since 1923. Its present owner, Lotte "
            "Berg, stopped serving alcohol in 2011 and has doubled turnover since. She turned down an "
            "offer from the chain Kaffa, which runs 300 branches in nine countries.",
    "river": "Swimming in the Orr has been banned since 1954, when two children drowned. Tests this "
             "summer found the water clean at 14 of 16 sites; the two others lie below the paper mill. "
             "The mayor wants to lift the ban in 2027, though the district council has yet to agree.",
    "coup": "Colonel Idris Bakary seized power in Mavola in a bloodless coup on 21 May 1979 while "
            "President Tenn was attending a summit in Geneva. Tenn never returned; he died in exile in "
            "Lausanne nine years later. Bakary promised elections within two years but held none "
            "until 1992.",
    "chip": "The chip is made by Talos in Dresden under licence from the American firm Quill Logic. It "
            "uses a third less power than its predecessor and costs $18 apiece in lots of 1,000. "
            "Deliveries, planned for autumn 2024, slipped to March 2025.",
    "tram": "The city council of Melk approved the tram extension on Thursday by 31 votes to 12. The 6.5 km "
            "line to the hospital will cost 420 million crowns, two thirds of it paid by the state, and "
            "open in 2029 at the earliest. Councillor Rita Holm, who chairs the transport committee, had "
            "argued for buses instead.",
    "bakery": "Founded by two brothers in 1911, the bakery Olsen & Sons closed its last shop in Tarn in "
              "March after losing money for six years running. Its recipes were bought by the "
              "supermarket chain Fenn for an undisclosed sum. Some 85 of its 110 employees have found "
              "new jobs.",
    "whale": "A humpback whale known as Nila, first photographed off Tonga in 1998, was seen near the Azores "
             "last month, 21,000 km away. It is the longest journey recorded for a mammal, according to "
             "the biologist Teresa Lobo. Researchers do not know why she left her usual route.",
    "poll": "In a poll by Ardent, 46% of voters said they would re-elect Mayor Pia Corr, 39% preferred her "
            "rival Hugo Stein and the rest were undecided. Support for Corr has slipped four points since "
            "January. The poll questioned 1,200 people between 2 and 6 September.",
    "library2": "The national library returned a Bible printed in 1642 to the monastery of Sant Pau, from "
                "which it had been stolen in the civil war. An American dealer had offered it for sale in "
                "2016; the police seized it before it could be auctioned. The monks lent it back to the "
                "library for ten years.",
    "survey": "研究显示，七成受访者支持新规，只有15%反对。北港大学的林教授说，样本不包括农村居民。",
}  # fmt: skip

TRUE = {
    "ferry": [
        "Nordlys carried 1.8 million passengers in 2022, compared with 1.5 million in 2021.",
        "Ida Strand, who heads Nordlys, said the line to Vardo will stay open at least until March 2025.",
        "Aegon Lines of Greece bought two ships from Nordlys for 46 million euros.",
        "Two of Nordlys's five ships went to the Greek company Aegon Lines.",
    ],
    "drug": [
        "Of the 480 patients in four hospitals, twelve (2.5 percent) left the trial, which Rafael Ortega led.",
        "On average, patients left hospital three days sooner, but mortality was not reduced.",
        "The regulator did not license the drug for children under six.",
        "Mortality was not lowered by the drug.",
    ],
    "pit": [
        "Tarn Resources sold the Olvera pit to Kestrel Mining for $310m in April 2016.",
        "On April 4, 2016 Kestrel Mining acquired the Olvera pit for 310 million dollars.",
        "Output dropped by 25% in 2019 and has not recovered since.",
        "Joan Pike's union accused the company of having hidden an accident that injured seven miners.",
    ],
    "letter": [
        "Chile is the only state that has ratified the agreement so far; three ratifications are needed.",
        "President Sorano received the letter from Ambassador Li Wenhua in Quito on August 9.",
        "The proposal was backed by Chile and Brazil; Bolivia was against it and Argentina abstained.",
    ],
    "school": [
        "50% of the 240 pupils are from the islands, and 20% receive a scholarship.",
        "Latin is no longer taught at the school, and Greek has been optional since 1998.",
        "The yearly fees were raised from 3,200 to 3,600 crowns.",
    ],
    "bridge": [
        "The Danish company Haldor won the tender, 4 million euros ahead of Italy's Ponte Group.",
        "Work started in the spring of 2003 and lasted 26 months, although 18 had been planned.",
        "31,000 vehicles a day use the bridge, which has a length of 2.4 kilometres.",
    ],
    "court": [
        "Marta Vidal was acquitted of fraud, and her partner Oleg Brandt had to pay a fine of 15,000 francs.",
        "Vidal and Brandt did not appeal.",
        "According to the judge, nothing showed that Vidal knew about the accounts.",
    ],
    "power": [
        "In 2021 hydropower supplied 41% of the country's electricity and wind 38%.",
        "Coal's share was down from a third in 2005 to 6% in 2021.",
        "By 2030 the government wants to add 1.2 GW.",
        "Voltane, the grid operator, warned that the north could lose power in winter unless new lines are built.",
    ],
    "statue": [
        "The statue was lent to the Louvre by the curator Helen Obi in 1987 and came back to Lagos after 11 years.",
        "It was valued by the insurers at £2–3 million.",
        "The thieves did not get through the inner door and did not take the statue.",
    ],
    "merger": [
        "Dunmore took over Brightwell in July 2011.",
        "The sisters Ruth and Anna Coles founded Brightwell in 1974.",
        "The sale was opposed by Anna Coles and supported by her sister Ruth.",
        "Shares of Feldt rose 3% that day; those of its rival Dunmore fell 9%.",
    ],
    "speech": [
        "Tilda Roos, who speaks for the opposition, called the plan “a promise written on water”.",
        "Minister Aron Keel promised the assembly that the harbour would be open before the winter.",
    ],
    "steel": [
        "2018年，诺瓦集团以2.6亿欧元的价格把这座钢厂卖给了赫尔曼公司。",
        "钢厂去年亏损1200万欧元，但没有裁员。",
        "市长陈立没有出席开业典礼。",
    ],
    "yard": [
        "ב-12.3.2014 רכשה קבוצת אורן את המספנה מחברת נמל-ים תמורת 85 מיליון ש\"ח.",
        "ועד העובדים לא פתח בשביתה, אף שהתנגד למכירה.",
        "כ-25% מהעובדים פוטרו.",
    ],
    "amadi": [
        "Chinwe Amadi was a student of Karl Weiss in Vienna and followed him as director in 1990.",
        "In 2008 Amadi left the institute to Paolo Ricci, who had been her deputy.",
        "Amadi, who was born in 1952, did not marry.",
        "Obi, her brother, looked after her estate.",
    ],
    "league": [
        "Harrow City won 3–1 at Rovers on Saturday.",
        "Dan Mbeki scored for Rovers in the 12th minute.",
        "Ann Teller took over from Rob Finch as coach in May.",
        "No player will be sold in January, according to coach Ann Teller.",
    ],
    "fungus": [
        "The bacterium kills the fungus within 48 hours but does not kill the virus.",
        "About seven in ten samples came from Peru and the rest from Ecuador.",
        "In 9 of the 64 samples, contamination could not be ruled out.",
    ],
    "solvex": [
        "Solvex's net profit went up from $81 million to $96 million, although revenue dropped 8% to $1.15bn.",
        "Of the revenue, $740 million came from the hardware unit and $410 million from the cloud unit.",
        "Orbicon was overtaken by Solvex as the largest supplier in Asia but remains ahead in Europe, said Mei Tan.",
    ],
    "fortress": [
        "Colonel Brun had advised against the retreat, which General Haske ordered in October 1742.",
        "A week later the fortress was captured from the Bavarians by the Saxons without a shot being fired.",
        "Some 1,400 soldiers deserted, and less than 200 were killed.",
    ],
    "act": [
        "Landlords have 30 days to return the deposit.",
        "Sublets are not covered by the act.",
        "The Liberals opposed the act, which took the place of a decree from 1968.",
    ],
    "train": [
        "From January 10 to February 28, 2026, there will be no night train from Lisbon to Madrid because of track works.",
        "210,000 people used the train in 2025; the operator expects 40,000 fewer passengers.",
        "Tickets can still be used on the bus.",
    ],
    "survey": [
        "70%的受访者支持新规，15%的人反对。",
        "北港大学的林教授说，样本中没有农村居民。",
    ],
    "orchestra": [
        "Elena Marsh, who had been a conductor in Porto for eleven seasons, joined the Bergen Orchestra in 1999.",
        "Nils Aune, the manager, was dismissed by the board.",
        "Kofi Badu, Marsh's assistant, was appointed manager in place of Nils Aune.",
        "Marsh has made no recordings with the orchestra, but a live album sold 80,000 copies.",
    ],
    "vaccine": [
        "The agency approved the vaccine for adults on February 2, but not for pregnant women.",
        "80% of the volunteers reported no side effects.",
        "After thawing, doses must be used within 6 hours.",
        "The doses have to be kept at -20 °C.",
    ],
    "dam": [
        "Built from 1961 to 1966, the Tana dam displaced 12,000 people, mostly Oromo.",
        "No foreign loans were used by Ethiopia to finance the dam.",
        "Kenya objected to the dam, while Uganda welcomed it.",
        "Uganda buys 20% of the electricity.",
    ],
    "startup": [
        "Sanne de Wit and Arjun Rao spun Lumo out of Delft University in 2015.",
        "Lumo received €12 million from Nordgate and €3 million from its employees.",
        "After a dispute with de Wit, Rao left in 2019 and later joined Halden, a competitor of Lumo.",
        "The fund Nordgate gave Lumo 12 million euros.",
    ],
    "fire": [
        "The fire broke out in the kitchen of the Hotel Astoria at 3:40 in the morning and was put out in less than two hours.",
        "None of the 212 guests was injured.",
        "Arson was ruled out by the police.",
        "A faulty fryer is blamed by the investigators.",
    ],
    "census": [
        "The city's population declined by 6% between 2010 and 2020, to 1,204,000 inhabitants.",
        "The city has 30,000 more women than men.",
        "In 1980, 22% of households consisted of one person; now more than a third do.",
        "The city had 1.204 million inhabitants in 2020.",
    ],
    "novel": [
        "Nine publishers rejected The Salt Road before it was accepted by Hale & Sons in 1934.",
        "Iris Quill dedicated the novel to Edmund Vane, her teacher, who had translated her poems into French.",
        "At first the critics did not take notice of the novel.",
        "The author of The Salt Road is Iris Quill.",
    ],
    "strike": [
        "Some 9,000 dockers in Ravel went on strike on Monday because they were offered only 4% more pay.",
        "UDT, the union, is asking for 7.5% and a shorter working week.",
        "Since the talks collapsed on Friday, no new date has been agreed.",
        "Corvo sent eleven ships to Tessa instead.",
        "Ravel is the second-largest port of the country.",
    ],
    "asteroid": [
        "On 6 June 2031 the asteroid 2031 KB will pass at 1.1 million kilometres from the Earth.",
        "That is about three times the distance of the Moon.",
        "According to the astronomer Priya Nair, an impact can be ruled out for at least 100 years.",
        "A telescope in Chile discovered the asteroid, which measures some 140 m across.",
    ],
    "cafe": [
        "The Berg family has owned Café Lund since 1923.",
        "Lotte Berg, who owns the café today, has served no alcohol since 2011.",
        "Turnover has doubled since alcohol was dropped in 2011.",
        "Kaffa, a chain with 300 branches in nine countries, made her an offer that she did not accept.",
    ],
    "river": [
        "Since two children drowned in 1954, it has been forbidden to swim in the Orr.",
        "At 14 of the 16 sites tested this summer the water was clean; the other two are below the paper mill.",
        "The district council has not yet agreed to the mayor's plan to lift the ban in 2027.",
        "The mayor would like swimming to be allowed again from 2027.",
    ],
    "coup": [
        "Idris Bakary took power in Mavola on May 21, 1979, in a coup without bloodshed.",
        "At the time, President Tenn was in Geneva for a summit.",
        "Tenn died in exile in Lausanne in 1988 and never went back.",
        "Although Bakary had promised elections within two years, none were held before 1992.",
    ],
    "chip": [
        "Talos makes the chip in Dresden; the licence comes from Quill Logic, an American firm.",
        "The chip needs about 33% less power than the one before it.",
        "Deliveries were planned for autumn 2024 but did not begin until March 2025.",
        "It costs 18 dollars each if 1,000 are ordered.",
    ],
    "tram": [
        "Melk's city council voted 31 to 12 in favour of extending the tram line.",
        "The line to the hospital is 6.5 kilometres long and is expected to cost 420 million crowns.",
        "The state will pay two thirds of the cost.",
        "It will not open before 2029.",
        "Rita Holm, the chair of the transport committee, would have preferred buses.",
    ],
    "bakery": [
        "Olsen & Sons, a bakery that two brothers founded in 1911, shut its last shop in Tarn in March.",
        "The bakery had made a loss for six years in a row.",
        "The supermarket chain Fenn bought the recipes; the price was not disclosed.",
        "Of the 110 employees, about 85 have found another job.",
    ],
    "whale": [
        "Nila, a humpback whale, was seen near the Azores last month after having been photographed off Tonga in 1998.",
        "The two places are 21,000 kilometres apart.",
        "Teresa Lobo, a biologist, says that no mammal is known to have made a longer journey.",
        "It is not known why the whale left her usual route.",
    ],
    "poll": [
        "According to the Ardent poll, 46% of voters would re-elect Pia Corr as mayor.",
        "Hugo Stein was preferred by 39%, and 15% were undecided.",
        "Since January, Corr has lost four points.",
        "1,200 people were asked from 2 to 6 September.",
        "Pia Corr is ahead of Hugo Stein in the poll.",
    ],
    "library2": [
        "The Bible, which was printed in 1642, had been stolen from the monastery of Sant Pau during the civil war.",
        "The monastery of Sant Pau got the Bible back from the national library.",
        "Police seized it before the auction after a dealer from America had offered it for sale in 2016.",
        "The monks have lent the Bible to the library for a decade.",
    ],
}  # fmt: skip

FALSE = {
    "number": [
        ("ferry", "Nordlys carried 1.7 million passengers in 2022."),
        ("ferry", "In 2022, 1.5 million passengers travelled with Nordlys, down from 1.8 million a year earlier."),
        ("ferry", "Aegon Lines acquired five ships from Nordlys for €46 million."),
        ("drug", "The trial gave the drug to 480 patients in twelve hospitals."),
        ("drug", "Twenty-one of the 480 patients dropped out."),
        ("pit", "In 2019 output fell by a third."),
        ("pit", "Seventeen miners were injured in the accident."),
        ("school", "A scholarship is received by one in four pupils."),
        ("school", "A third of the 240 pupils come from the islands."),
        ("bridge", "The work took 18 months, while 26 had been planned."),
        ("power", "In 2021 wind supplied 41% of the electricity and hydropower 38%."),
        ("power", "Half of the electricity came from coal in 2005."),
        ("merger", "Dunmore's shares gained 3% that day, and Feldt's lost 9%."),
        ("court", "Oleg Brandt had to pay a fine of fifty thousand francs."),
        ("statue", "The statue came back to Lagos twelve years after 1987."),
        ("letter", "Two states must ratify the agreement before it enters into force."),
        ("yard", "כשליש מהעובדים פוטרו."),
        ("league", "Rovers lost 4–1 at home to Harrow City on Saturday."),
        ("fungus", "70% of the samples came from Ecuador and 30% from Peru."),
        ("fungus", "Contamination could not be ruled out in nineteen of the 64 samples."),
        ("solvex", "The cloud unit contributed $740 million and the hardware unit $410 million."),
        ("solvex", "Net profit rose to $81 million from $69 million."),
        ("fortress", "About 200 men deserted, and fewer than 1,400 were killed."),
        ("act", "Landlords must return the deposit within 60 days."),
        ("train", "40,000 people used the night train in 2025."),
        ("survey", "八成受访者支持新规。"),
        ("vaccine", "Nine in ten volunteers reported no side effects."),
        ("startup", "Lumo raised €12 million from its employees and €3 million from the fund Nordgate."),
        ("dam", "Uganda buys a quarter of the electricity."),
        ("census", "The city has 120,400 inhabitants."),
        ("fire", "All 221 guests were led to safety."),
        ("novel", "Ninety publishers rejected The Salt Road."),
        ("asteroid", "The asteroid will be four times as far away as the Moon."),
        ("strike", "The dockers were offered 7.5%, while their union wants 4%."),
        ("river", "The water was clean at 12 of 16 sites."),
        ("tram", "The tram extension was approved by 12 votes to 31."),
        ("bakery", "All 110 employees have found new jobs."),
        ("tram", "The state pays one third of the cost."),
    ],
    "unit": [
        ("ferry", "The Greek operator paid €46 billion for the two ships."),
        ("ferry", "Nordlys carried 1.8 billion passengers in 2022."),
        ("drug", "The stay in hospital was three weeks shorter on average."),
        ("drug", "12% of the patients dropped out."),
        ("pit", "The Olvera pit cost Kestrel Mining 310 million euros."),
        ("school", "Fees are now 3,600 euros a year."),
        ("bridge", "The bridge is 2.4 miles long."),
        ("bridge", "31,000 vehicles cross the bridge every year."),
        ("power", "By 2030 the government plans to add 1,200 GW."),
        ("statue", "The insurers put its value at between 2 and 3 million dollars."),
        ("steel", "赫尔曼公司2018年以2.6万欧元收购了这座钢厂。"),
        ("yard", "המספנה נמכרה לקבוצת אורן תמורת 85 אלף שקלים."),
        ("fungus", "The bacterium kills the fungus within 48 days."),
        ("solvex", "Quarterly revenue at Solvex fell to $1.15 million."),
        ("act", "The deposit must be returned by landlords within 30 weeks."),
        ("solvex", "Net profit rose to 96 million euros."),
        ("league", "Dan Mbeki scored for Rovers after 12 seconds."),
        ("vaccine", "Doses must be used within six days of thawing."),
        ("startup", "Lumo raised €12 billion from the fund Nordgate."),
        ("vaccine", "Doses must be kept at −20 °F."),
        ("fire", "The fire was put out within two days."),
        ("asteroid", "The asteroid is about 140 km across."),
        ("chip", "The chip costs €18 apiece in lots of 1,000."),
    ],
    "date": [
        ("ferry", "The line to Vardo would not be closed before May 2025, Ida Strand said."),
        ("pit", "The Olvera pit was bought by Kestrel Mining on April 14, 2016."),
        ("pit", "Kestrel Mining bought the Olvera pit on 2016-05-04."),
        ("pit", "Output fell by a quarter in 2018."),
        ("letter", "On the evening of 19 August the letter was handed to President Sorano."),
        ("bridge", "Work on the bridge began in autumn 2003."),
        ("bridge", "Work began in the spring of 2005."),
        ("power", "The government plans to add 1,200 MW by 2035."),
        ("statue", "In 1978 the statue was lent to the Louvre."),
        ("merger", "Brightwell was taken over by Dunmore in June 2011."),
        ("merger", "The Coles sisters founded Brightwell in the 1980s."),
        ("school", "Greek has been optional since 1989."),
        ("yard", "המספנה נמכרה ב-12 במאי 2014."),
        ("steel", "赫尔曼公司2008年收购了这座钢厂。"),
        ("fortress", "General Haske ordered the retreat on the night of 3 to 4 November 1742."),
        ("fortress", "The Saxons captured the fortress a month later."),
        ("train", "The night train will not run between 10 January and 18 February 2026."),
        ("act", "The act replaced a decree of 1986."),
        ("amadi", "In 1991 Amadi succeeded Karl Weiss as director."),
        ("league", "Ann Teller replaced Rob Finch in March."),
        ("amadi", "Chinwe Amadi was born in 1925."),
        ("dam", "The Tana dam was built between 1961 and 1969."),
        ("vaccine", "The vaccine was approved for adults on 12 February."),
        ("startup", "Arjun Rao left Lumo in 2015."),
        ("coup", "Tenn died in 1990."),
        ("chip", "Deliveries slipped to May 2025."),
        ("river", "Swimming in the Orr has been banned since 1945."),
    ],
    "name": [
        ("ferry", "Nordlys bought two ships from Aegon Lines for €46 million."),
        ("ferry", "For €46 million, the Greek operator Aegon Lines sold two of its ships to Nordlys."),
        ("drug", "The trial was led by Dr. Rafael Mendez."),
        ("pit", "In April 2016 Tarn Resources bought the Olvera pit from Kestrel Mining."),
        ("pit", "Kestrel Mining sold the Olvera pit to Tarn Resources for $310 million."),
        ("pit", "The company accused the union of Joan Pike of hiding an accident."),
        ("letter", "President Sorano handed the letter to Ambassador Li Wenhua in Quito."),
        ("letter", "The letter was handed to Li Wenhua by President Sorano on 9 August."),
        ("letter", "Bolivia backed the proposal."),
        ("letter", "Argentina voted against the proposal, while Bolivia abstained."),
        ("bridge", "The Italian firm Ponte Group won the tender, beating Haldor of Denmark."),
        ("bridge", "Haldor was beaten by Ponte Group by a margin of 4 million euros."),
        ("court", "Marta Vidal was fined 15,000 francs."),
        ("court", "Oleg Brandt was acquitted of fraud, but his partner Marta Vidal was fined."),
        ("statue", "The Louvre lent the statue to the curator Helen Obi in 1987."),
        ("merger", "In July 2011 Brightwell took over Dunmore."),
        ("merger", "Dunmore was taken over by Brightwell in July 2011."),
        ("merger", "The sale was opposed by Ruth Coles and supported by her sister Anna."),
        ("merger", "Feldt's shares lost 9% that day."),
        ("speech", "Aron Keel called the plan “a promise written on water”."),
        ("power", "Voltage, the grid operator, warned that the north could lose power in winter."),
        ("steel", "诺瓦集团2018年从赫尔曼公司手中收购了这座钢厂。"),
        ("yard", "קבוצת אורן מכרה את המספנה לחברת נמל-ים ב-12 במרץ 2014."),
        ("amadi", "Karl Weiss studied under Chinwe Amadi in Vienna."),
        ("amadi", "Karl Weiss succeeded Chinwe Amadi as director in 1990."),
        ("amadi", "Paolo Ricci left the institute to Amadi in 2008."),
        ("league", "Rovers beat Harrow City 3–1 at home on Saturday."),
        ("league", "Luis Prado scored for Rovers after 12 minutes."),
        ("league", "Rob Finch, who replaced Ann Teller in May, said no player would be sold in January."),
        ("solvex", "Orbicon had overtaken Solvex as the largest supplier in Asia, said Mei Tan."),
        ("solvex", "Orbicon still trails Solvex in Europe."),
        ("fortress", "Colonel Brun ordered the retreat, against the advice of General Haske."),
        ("fortress", "The Bavarians captured the fortress from the Saxons without firing a shot."),
        ("fortress", "The fortress was captured from the Saxons by the Bavarians a week later."),
        ("act", "The act was opposed by the Conservatives."),
        ("amadi", "Her brother Paolo managed her estate."),
        ("act", "Tenants must return the deposit within 30 days."),
        ("train", "The night train from Madrid to Porto will not run until 28 February 2026."),
        ("orchestra", "Kofi Badu was dismissed, and Nils Aune was appointed in his place."),
        ("dam", "Kenya welcomed the dam, while Uganda objected."),
        ("dam", "Kenya buys a fifth of the electricity."),
        ("dam", "The dam was welcomed by Kenya."),
        ("dam", "Uganda financed the dam without foreign loans."),
        ("startup", "De Wit left in 2019 after a dispute with Rao."),
        ("startup", "Rao later joined Nordgate."),
        ("novel", "Edmund Vane dedicated the novel to Iris Quill, his teacher."),
        ("novel", "Iris Quill had translated the poems of Edmund Vane into French."),
        ("novel", "The Salt Road was rejected by Hale & Sons."),
        ("census", "Men outnumber women by 30,000."),
        ("fire", "The investigators ruled out arson, while the police blame a faulty fryer."),
        ("orchestra", "Elena Marsh dismissed the manager, Nils Aune."),
        ("strike", "Tessa diverted eleven vessels to Ravel."),
        ("cafe", "Kaffa turned down an offer from Lotte Berg."),
        ("coup", "Tenn promised elections within two years but held none until 1992."),
        ("coup", "President Tenn seized power in Mavola while Bakary was in Geneva."),
        ("chip", "Quill Logic makes the chip in Dresden under licence from Talos."),
        ("coup", "Bakary died in exile in Lausanne."),
        ("river", "The district council wants to lift the ban in 2027."),
        ("tram", "The transport committee approved the tram extension, while the city council argued for buses."),
        ("bakery", "Olsen & Sons bought the recipes of the supermarket chain Fenn."),
        ("poll", "46% of voters would elect Hugo Stein and 39% preferred Pia Corr."),
        ("poll", "Hugo Stein is the mayor."),
        ("library2", "The monastery of Sant Pau returned the Bible to the national library."),
        ("library2", "The library lent the Bible to the monks for ten years."),
        ("whale", "The whale was first photographed off the Azores in 1998."),
        ("poll", "Support for Stein has slipped four points since January."),
    ],
    "negation": [
        ("ferry", "The line to Vardo would be closed before March 2025, said Ida Strand."),
        ("drug", "The drug was licensed by the regulator for children under six."),
        ("drug", "The drug reduced mortality and shortened the stay in hospital by three days."),
        ("pit", "Output fell by a quarter in 2019 and has since recovered."),
        ("letter", "Chile has not ratified the agreement so far."),
        ("letter", "Argentina did not abstain."),
        ("school", "The school still teaches Latin."),
        ("school", "Latin is taught at the school."),
        ("school", "Greek has been compulsory since 1998."),
        ("court", "Both of them appealed."),
        ("court", "Marta Vidal appealed."),
        ("court", "The court convicted Marta Vidal of fraud."),
        ("court", "The judge said there was evidence that Vidal had known about the accounts."),
        ("power", "Voltane warned that with new lines the north could lose power in winter."),
        ("statue", "The thieves forced the inner door and left with the statue."),
        ("statue", "Thieves managed to force the inner door."),
        ("merger", "Ruth Coles did not support the sale."),
        ("speech", "Minister Aron Keel said the harbour will not be open before the winter."),
        ("steel", "市长陈立出席了开业典礼。"),
        ("steel", "钢厂去年裁员。"),
        ("yard", "ועד העובדים פתח בשביתה."),
        ("yard", "ועד העובדים תמך במכירה."),
        ("fungus", "The bacterium kills the virus within 48 hours."),
        ("fungus", "The team ruled out contamination in nine of the 64 samples."),
        ("amadi", "Amadi married; her brother Obi managed her estate."),
        ("league", "Coach Ann Teller said players would be sold in January."),
        ("act", "The act covers sublets."),
        ("act", "The act also applies to sublets."),
        ("fortress", "The Saxons captured the fortress after firing many shots."),
        ("train", "The night train will run between 10 January and 28 February 2026."),
        ("train", "Tickets are not valid on the bus."),
        ("fortress", "General Haske ordered the retreat on the advice of Colonel Brun."),
        ("solvex", "Solvex no longer trails Orbicon in Europe."),
        ("act", "The act was supported by the Liberals."),
        ("solvex", "Quarterly revenue at Solvex rose 8% to $1.15 billion."),
        ("survey", "样本包括农村居民。"),
        ("fortress", "More than 200 men were killed."),
        ("orchestra", "Marsh has recorded with the orchestra."),
        ("vaccine", "The agency approved the vaccine for pregnant women."),
        ("dam", "Ethiopia financed the dam with foreign loans."),
        ("fire", "Several of the guests were injured."),
        ("fire", "The police did not rule out arson."),
        ("fire", "Some of the 212 guests were injured."),
        ("novel", "Critics praised the novel at first."),
        ("novel", "Nine publishers accepted The Salt Road."),
        ("vaccine", "Side effects were severe."),
        ("census", "The population has grown by 6% since 2010."),
        ("vaccine", "8 in 10 volunteers reported side effects."),
        ("census", "Fewer than a third of households consist of one person."),
        ("river", "The district council has agreed to lift the ban."),
        ("cafe", "Lotte Berg accepted an offer from the chain Kaffa."),
        ("cafe", "Café Lund serves alcohol."),
        ("asteroid", "Priya Nair said there was a risk of an impact."),
        ("coup", "Tenn returned from exile nine years later."),
        ("strike", "A new date for the talks has been set."),
        ("coup", "Bakary held elections within two years."),
        ("river", "The water was clean at all 16 sites."),
        ("chip", "The chip uses a third more power than its predecessor."),
        ("tram", "The city council rejected the tram extension."),
        ("bakery", "The bakery made a profit in each of the last six years."),
        ("whale", "Researchers know why she left her usual route."),
        ("poll", "Support for Corr has grown by four points since January."),
        ("library2", "The Bible was auctioned before the police could seize it."),
        ("bakery", "None of its employees have found new jobs."),
        ("tram", "The line will open before 2029."),
    ],
    "source": [
        ("speech", "Keel said that “the harbour will be a promise written on water”."),
        ("speech", "Aron Keel told the assembly: “The harbour will be closed before the winter.”"),
        ("ferry", "Nordlys is the oldest ferry company in Europe."),
        ("drug", "The drug costs less than comparable ones."),
        ("bridge", "The bridge was designed to withstand earthquakes."),
        ("school", "The islands asked the school to teach more languages."),
        ("merger", "Anna and Ruth Coles quarrelled over the inheritance of their father."),
        ("amadi", "Amadi received the gold medal of the city of Vienna."),
        ("train", "Tickets will be refunded in full."),
        ("fungus", "The fungus causes asthma in children."),
        ("orchestra", "The live album won a prize."),
        ("novel", "The novel has been made into a film."),
    ],
}  # fmt: skip

STATEMENTS = [
    *(Statement("true", name, text) for name, texts in TRUE.items() for text in texts),
    *(Statement(kind, *pair) for kind, pairs in FALSE.items() for pair in pairs),
]


def held_out(*, yes: bool) -> list[Statement]:
    """Every third statement of each kind, or the others."""
    kinds = dict.fromkeys(s.kind for s in STATEMENTS)
    return [
        statement
        for kind in kinds
        for place, statement in enumerate(s for s in STATEMENTS if s.kind == kind)
        if (place % 3 == 2) is yes
    ]
