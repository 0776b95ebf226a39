"""The policy texts are the sources as received, byte for byte: whoever edits one must see it here."""

from __future__ import annotations

import hashlib

from index.corpus import default_corpus

SHA256 = {
    "acftu-2014-22.txt": "fb6bfa1c1f293ad2058be76b81edcd0c781dc7917c3a6a8086de61e2a71a0c56",
    "acftu-2020-2.txt": "9648b78df501de06204abb15143ccd9cac72cf0c3eec932454ae4f9d44a9bde4",
    "anyang-2020-7.txt": "e35c205e4a8a685a8e3f9e4cab0e86c38d7eff83860c384c83ea9f5e4928094e",
    "guangzhou-hangye.txt": "ce7e30fbf6633af4417499f01c8659242a53643abcb2215936716b6c714fce75",
    "linyi-2015.txt": "e9c9d13c45b849c7515833887d54800c721206e273519a7af96b832c19f9e93e",
}


def test_the_policy_texts_are_those_that_were_received() -> None:
    files = sorted((default_corpus() / "policies").iterdir())
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files} == SHA256
