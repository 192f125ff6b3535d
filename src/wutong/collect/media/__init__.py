"""Photos as they come in: checked, re-encoded, stripped of what the camera tells, covered where needed."""
