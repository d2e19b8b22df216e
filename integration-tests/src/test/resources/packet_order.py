# SPDX-License-Identifier: Apache-2.0
"""Records who spoke first on each TCP connection to a port of the loopback interface.

Usage: packet_order.py PORT

Says "ready" when it records, and ends when its standard input does. Then one JSON object a connection, in their order:
clientFirst, whether the client's first octets had come before the server's first were sent, and firstReplies, the SMTP
codes in the server's first packet. Exit status 77: packets cannot be captured here.
"""
import json
import re
import socket
import struct
import sys
import threading
import time

SERVER = int(sys.argv[1])
PACKET_HOST = 0
SO_RCVBUFFORCE = 33
connections = {}


def capture(sock):
    while True:
        packet, address = sock.recvfrom(65536)
        if address[2] != PACKET_HOST or len(packet) < 54 or packet[12:14] != b"\x08\x00" or packet[23] != 6:
            continue
        ip_header = (packet[14] & 15) * 4
        total = struct.unpack("!H", packet[16:18])[0]
        tcp = 14 + ip_header
        source, target = struct.unpack("!HH", packet[tcp:tcp + 4])
        payload = packet[tcp + (packet[tcp + 12] >> 4) * 4:14 + total]
        if payload and SERVER in (source, target):
            client = source if target == SERVER else target
            seen = connections.setdefault(client, {"clientFirst": target == SERVER})
            if source == SERVER and "firstReplies" not in seen:
                seen["firstReplies"] = re.findall(r"(?m)^(\d{3}) ", payload.decode("latin-1"))


try:
    sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
    sniffer.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
    sniffer.bind(("lo", 0))
except PermissionError:
    sys.exit(77)
threading.Thread(target=capture, args=(sniffer,), daemon=True).start()
print("ready", flush=True)
sys.stdin.read()
time.sleep(0.5)
for connection in connections.values():
    print(json.dumps(connection))
