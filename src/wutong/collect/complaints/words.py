"""The plain words for what the complaint's fields hold; codes are stored, words are shown."""

from __future__ import annotations

CHANNELS = {
    "web": "网上反映",
    "phone": "手机反映",
    "letter": "来信",
    "visit": "来访",
    "call": "来电",
    "hotline": "热线转来",
    "import": "导入",
}
RATINGS = {"satisfied": "满意", "basically": "基本满意", "dissatisfied": "不满意"}
OUTCOMES = {"open": "在办", "closed": "已办结", "handed_over": "已转交", "withdrawn": "已撤回"}
REPLY_CHANNELS = {
    "page": "进度页",
    "sms": "短信",
    "call": "电话",
    "letter": "书面",
    "visit": "当面",
    "hotline": "12345热线",
}
