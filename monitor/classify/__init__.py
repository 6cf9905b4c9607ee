"""What passages are about: themes and claims of the lexicon."""

from monitor.classify.mentions import Mention, mentions

__all__ = ["Mention", "mentions"]
