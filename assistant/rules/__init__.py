"""The deterministic rule checker: what the clauses demand in numbers or in yes/no, applied to the asker's facts."""
