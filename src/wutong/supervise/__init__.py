"""监督: figures that open their rows, evaluation, the annual report."""
