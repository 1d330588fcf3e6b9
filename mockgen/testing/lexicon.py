"""English words that read well together, for texts of which nothing is known but that they are texts."""

from __future__ import annotations

_ADJECTIVES = """
amber ancient autumn blue bold brave bright broad calm careful clear clever coastal cool copper cosy crisp daily
deep distant early eastern even fair fine fresh friendly gentle golden green grand handy hidden honest inland
jolly keen large late light little lively local long lucky mellow mild misty modern narrow neat new noble
northern old open patient plain polished proud pure quick quiet rapid rare ready red regular rich round royal
rural sandy second serene sharp silent silver simple slow small smooth soft solid southern spare spring steady
still strong summer sunny sure swift tall third tidy tiny true upper urban warm western wide wild winter
wise yellow young
"""

_NOUNS = """
acorn anchor apple arch arrow atlas badge basin basket beach beacon bell bench berry blossom boat book border
bottle branch breeze bridge brook bucket button cabin candle canvas canyon card castle cedar chapel chart circle
cliff clock cloud clover coast compass coral corner cottage cotton cove creek crown crystal dawn delta desk dome
door drum dune eagle echo ember falcon farm feather fern ferry field flag flint forest fountain garden gate
glacier glade grove harbour hazel hedge heron hill hollow island ivory jacket kettle lagoon lake lamp lantern
leaf ledge letter lily lodge maple market marble meadow mill mirror moon moss mountain needle nest oasis ocean
olive orchard otter paddle palm paper path peak pebble pencil pine plaza pocket pond poplar prairie quarry rain
reef ribbon ridge river road robin roof rope sail shell shore slope sparrow spring square stable star station
stone stream street studio summit swan table tent terrace thistle thread tide timber tower trail tree tunnel
valley village violet wagon walnut water wave wharf wheel willow wind window wing wood yard
"""

ADJECTIVES = tuple(_ADJECTIVES.split())
NOUNS = tuple(_NOUNS.split())
"""Of four to nine letters each, so that they fit into the shortest texts."""

SENTENCES = (
    "The {} {} stands near the {} {}.",
    "A {} {} leads to the {} {}.",
    "Every {} {} needs a {} {}.",
    "The {} {} belongs to a {} {}.",
    "Behind the {} {} lies a {} {}.",
    "One {} {} is worth a {} {}.",
)
"""Each takes an adjective and a noun, twice."""
