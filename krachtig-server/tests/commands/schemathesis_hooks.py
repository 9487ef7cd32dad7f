"""What schemathesis has to be told of our schema: values of its own scalars, and which answers tell of a fault.

An answer with errors is no fault of the server: bad input gets a stable code there too. A fault is a status of 500 or
more, or the code of one.
"""

import os
import re

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

FAULTS = {"internal", "database", "disk_full", "corrupt", "key_gone", "io", "unsuitable", "tenant_unavailable"}

BUILT_IN = {"Int", "Float", "String", "Boolean", "ID"}


def values(prefix):
    """Right ones, nearly right ones, and anything."""
    ids = st.uuids(version=4).map(lambda uuid: prefix + uuid.hex)
    odd = st.sampled_from(["", prefix, "2026-02-30", "2026-01-05", "9999-12-31", "' OR 1=1 --", "\x00", "A" * 5000])
    texts = st.one_of(ids, odd, st.text(max_size=60)).map(nodes.String)
    numbers = st.integers(-(2**31), 2**31 - 1).map(nodes.Int)
    return st.one_of(texts, numbers)


with open(os.environ["KRACHTIG_TEST_SCHEMA"], encoding="utf-8") as file:
    schema = file.read()

for text, name in re.findall(r'(?:"""((?:(?!""").)*)"""\s*)?^scalar (\w+)', schema, re.DOTALL | re.MULTILINE):
    if name not in BUILT_IN:
        prefix = re.search(r"begins with `(\w+_)`", text or "")
        schemathesis.graphql.scalar(name, values(prefix.group(1) if prefix else ""))


@schemathesis.check
def no_fault(ctx, response, case):
    assert response.status_code < 500, f"status {response.status_code}"
    for error in response.json().get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code and code not in FAULTS, f"code {code}"
