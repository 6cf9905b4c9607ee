"""What passages are about (themes and claims of the lexicon), and whether others had them first."""

from monitor.classify.borrowing import NearCopy, Sighting, brings, copied, is_common
from monitor.classify.clusters import Cluster, Family, clusters, groups
from monitor.classify.mentions import Mention, mentions

__all__ = [
    "Cluster",
    "Family",
    "Mention",
    "NearCopy",
    "Sighting",
    "brings",
    "clusters",
    "copied",
    "groups",
    "is_common",
    "mentions",
]
