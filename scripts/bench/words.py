"""What the copied complaints say: each another sentence, so that search has common, middling and rare character pairs.

Streets, shops and matters are put together by a seeded draw; the same seed gives the same county. Nothing is of a real place.
"""

from __future__ import annotations

import random
import re

#: names of shops and lanes are drawn from these, two or three together: 120,000 pairs, each in few complaints
SYLLABLES = (
    "安百宝北本博彩昌长朝辰成诚城池春聪翠达大丹德登鼎东栋斗恩发帆方芳飞丰风峰凤福富刚高歌格根耕宫谷关光广贵国海含汉航豪浩禾和荷"
    "贺恒弘红宏虹洪鸿厚湖虎花华桦怀欢焕辉汇惠慧火机吉佳嘉坚建健江姜娇杰洁捷今金津锦晋京晶景敬静九菊俊开凯康可坤乐蕾黎礼李力立丽"
    "利莲良梁林琳霖灵玲凌岭龙隆楼鲁路露绿罗洛马满茂玫梅美门萌梦米绵苗妙民敏明铭墨木牧南宁牛农鹏萍平坡普齐奇祺启千前乾强乔巧青清"
    "晴庆秋泉群然仁荣融如瑞润若三森沙山珊善尚少绍深升生盛诗石时世寿书树双水顺思松苏素穗塔台泰唐桃滕天田甜亭庭同桐通图万旺望威维"
    "伟文闻雯沃武西希夕曦溪熙喜霞仙贤香祥翔向小晓笑心新欣信星兴雄秀旭轩雪雅亚炎岩艳燕阳杨瑶业叶一依怡宜义艺益逸银英盈颖永勇友有"
    "幼渔宇雨玉裕元园原源远月悦云允韵泽湛章兆哲珍真振征正之芝志智中忠舟洲竹柱卓子自宗祖"
)
WHERE = (
    "路口", "巷口", "菜场门前", "公交站旁", "学校后门", "小区东门", "河堤上", "桥下", "停车场入口", "广场边", "楼下",
    "医院对面", "工地围挡外", "商场后面", "村委会旁", "公厕旁", "地下通道里", "幼儿园门口", "加油站南边", "车站出口",
)  # fmt: skip
WHAT = (
    "摊位占了盲道", "夜里还在施工", "渣土没有盖好", "油烟直接排到街上", "垃圾堆了几天没人清", "广告牌快要掉下来",
    "井盖少了一块", "共享单车堆成一片", "树枝压着电线", "路灯三盏不亮", "污水流到路面", "私搭了一间棚子",
    "喇叭从早叫到晚", "狗没有牵绳", "墙上贴满小广告", "洗车的水流得到处都是", "出店经营摆到路中间", "烧秸秆的烟很呛",
    "护栏被撞歪了", "绿地里种了菜", "货车整夜怠速", "装修垃圾倒在路边", "晾衣绳拴在行道树上", "消防通道停满了车",
)  # fmt: skip
SINCE = (
    "已经三天", "上周就有", "每天晚上都这样", "反映过一次", "早上六点开始", "雨天更重", "周末最多", "老人走不过去",
    "孩子上学不安全", "请尽快来看", "希望给个答复", "不知道归谁管", "隔壁也在抱怨", "有照片为证", "去年修过一回",
    "没人来过",
)  # fmt: skip
PAIR = re.compile(r"(?=([一-鿿]{2}))")


def sentence(luck: random.Random) -> str:
    """One more complaint, of 20 to 40 characters."""
    name = "".join(luck.choice(SYLLABLES) for _ in range(luck.randint(2, 3)))
    return f"{name}{luck.choice(WHERE)}{luck.choice(WHAT)}，{luck.choice(SINCE)}，{luck.choice(SINCE)}"


def pairs(texts: list[str], many: int, luck: random.Random) -> list[str]:
    """So many different character pairs to look for: four in five from the texts, the rest put together at random.

    Drawn among the different pairs, not by how often they occur: else all would be common ones.
    """
    there = sorted({found for text in texts for found in PAIR.findall(text)})
    drawn = set(luck.sample(there, min(len(there), many * 4 // 5)))
    while len(drawn) < many:
        drawn.add(luck.choice(SYLLABLES) + luck.choice(SYLLABLES))
    return sorted(drawn)
