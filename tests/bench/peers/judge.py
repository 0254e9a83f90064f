# Python's VADER as NLTK ships it, with the lexicon file $VADER_LEXICON.
import os
from nltk.sentiment import vader


class Judge(vader.SentimentIntensityAnalyzer):
    def __init__(self):
        with open(os.environ["VADER_LEXICON"], encoding="utf-8") as file:
            rows = (line.split("\t") for line in file)
            self.lexicon = {row[0]: float(row[1]) for row in rows if len(row) > 1}
        self.constants = vader.VaderConstants()


judge = Judge().polarity_scores
