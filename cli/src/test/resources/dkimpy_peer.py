# SPDX-License-Identifier: Apache-2.0
"""Signs and verifies messages with dkimpy: one JSON request a line in, one JSON answer a line out, in order.

Usage: dkimpy_peer.py UNIX_SECONDS: the time that it is

{"op": "sign", "message", "selector", "domain", "algorithm", "key", "canonicalization", "length"} -> {"message"}
{"op": "verify", "message", "zone"} -> {"valid", "why"}, of the topmost signature

Messages are base64; a key is PEM for RSA, and the base64 of its seed for Ed25519; a zone is names and TXT records.
"""
import base64
import json
import sys
import types

import dkim

dkim.time = types.SimpleNamespace(time=lambda: int(sys.argv[1]))


def sign(request):
    message = base64.b64decode(request["message"])
    field = dkim.sign(
        message,
        request["selector"].encode(),
        request["domain"].encode(),
        request["key"].encode(),
        canonicalize=tuple(request["canonicalization"].encode().split(b"/")),
        signature_algorithm=request["algorithm"].encode(),
        length=request["length"])
    return {"message": base64.b64encode(field + message).decode()}


def verify(request):
    zone = request["zone"]

    def txt(name, timeout=5):
        return zone.get(name.decode("latin-1").rstrip(".").lower(), "").encode()

    try:
        # the class, not the function, which makes False of every exception
        valid = dkim.DKIM(base64.b64decode(request["message"])).verify(dnsfunc=txt)
        return {"valid": valid, "why": ""}
    except Exception as why:
        return {"valid": False, "why": f"{type(why).__name__}: {why}"}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(sign(request) if request["op"] == "sign" else verify(request)), flush=True)
