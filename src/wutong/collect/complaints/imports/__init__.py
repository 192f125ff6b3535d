"""Complaints from a spreadsheet of another system."""
