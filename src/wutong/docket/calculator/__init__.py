"""期限计算器: a term counted for anybody, with the sentences and the days that show how."""
