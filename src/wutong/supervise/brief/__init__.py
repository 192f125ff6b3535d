"""晨报: a day in five numbers and what is overdue, due and waiting; each number with its rows."""
