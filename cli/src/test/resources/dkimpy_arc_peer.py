# SPDX-License-Identifier: Apache-2.0
"""Seals and verifies chains with dkimpy: one JSON request a line in, one JSON answer a line out, in order.

Usage: dkimpy_arc_peer.py UNIX_SECONDS: the time that it is

{"op": "seal", "message", "selector", "domain", "key", "authservId"} -> {"message"}, by RSA
{"op": "verify", "message", "zone"} -> {"cv", "why", "oldestPass"}; cv is none, pass, fail, or ended

Messages are base64; a key is PEM; a zone is names and TXT records.
"""
import base64
import json
import sys
import types

import dkim

NOW = int(sys.argv[1])


class Results:
    """What dkimpy asks the package authres for: a field's host, and the word of each method."""

    def __init__(self, host, words):
        self.authserv_id = host
        self.results = [types.SimpleNamespace(method=method, result=word) for method, word in words]

    @staticmethod
    def parse(field):
        host, *results = [part.strip() for part in field.partition(":")[2].split(";")]
        words = [result.split()[0].split("=") for result in results if "=" in result]
        return Results(host, words)


dkim.time = types.SimpleNamespace(time=lambda: NOW)
dkim.authres = types.SimpleNamespace(
    AuthenticationResultsHeader=Results, core=types.SimpleNamespace(SyntaxError=SyntaxError))
# RFC 8617 §4.1.2: the algorithms are DKIM's, and so RFC 8463's too; dkimpy knows that one, but not for ARC
dkim.ARC_HASH_ALGORITHMS = {name: dkim.HASH_ALGORITHMS[name] for name in (b"rsa-sha256", b"ed25519-sha256")}


def seal(request):
    message = base64.b64decode(request["message"])
    fields = dkim.ARC(message, signature_algorithm=b"rsa-sha256").sign(
        request["selector"].encode(),
        request["domain"].encode(),
        request["key"].encode(),
        request["authservId"].encode(),
        timestamp=NOW)
    return {"message": base64.b64encode(b"".join(fields) + message).decode()}


def verify(request):
    zone = request["zone"]

    def txt(name, timeout=5):
        return zone.get(name.decode("latin-1").rstrip(".").lower(), "").encode()

    try:
        cv, results, why = dkim.ARC(base64.b64decode(request["message"])).verify(dnsfunc=txt)
        broken = [each["instance"] for each in results if not each["ams-valid"]]
        return {"cv": cv.decode() if cv else "ended", "why": why, "oldestPass": max(broken, default=-1) + 1}
    except Exception as why:
        return {"cv": "fail", "why": f"{type(why).__name__}: {why}", "oldestPass": 0}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(seal(request) if request["op"] == "seal" else verify(request)), flush=True)
