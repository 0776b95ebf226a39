"""What an embedder makes of texts that have nothing to do with the corpus: the zero point of its cosines.

Models differ in how near they put what is unrelated: one at 0.1, another at 0.5. A floor under the evidence can only be
set against that, so every index measures it with the same everyday sentences and keeps it among its facts.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.embedding import Embedder, Vectors

UNRELATED = (
    "今天下午会不会下雨",
    "红烧肉要炖多长时间",
    "从北京到上海坐高铁要多久",
    "手机屏幕碎了怎么换",
    "怎样学好英语口语",
    "周末带孩子去动物园玩",
    "这首歌是谁唱的",
    "电脑开机很慢怎么办",
    "猫不吃东西是什么原因",
    "新房装修先铺地板还是先刷墙",
    "用程序给表格排序",
    "感冒了吃什么药",
    "世界杯决赛在哪里踢",
    "阳台上种什么花好养",
    "怎么给照片去掉背景",
    "写一首关于秋天的诗",
    "月亮为什么有圆有缺",
    "驾照到期了怎么换",
    "附近有什么好吃的火锅店",
    "唐朝一共有多少位皇帝",
    "咖啡喝多了睡不着",
    "股票今天涨了还是跌了",
    "怎么把视频传到电视上看",
    "冰箱里的牛奶还能不能喝",
)


def background_cosine(embedder: Embedder, vectors: Vectors | Iterable[Vectors]) -> float:
    """Return the mean, over unrelated sentences, of the best cosine with any vector (n, dimension; or blocks of it)."""
    questions = embedder.encode_queries(UNRELATED)
    best = [(questions @ block.T).max(axis=1) for block in ([vectors] if isinstance(vectors, np.ndarray) else vectors)]
    return float(np.max(best, axis=0).mean())
