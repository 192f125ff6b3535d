"""Complaints (来信来访举报投诉): from the report to the reply, the rating and the second round."""
