# SPDX-License-Identifier: Apache-2.0
"""Opens SMTP connections in three manners and records, from the packets themselves, who spoke first on each.

Usage: first_flight.py PORT WITH_ACK WAITING RACING

with-ack: the whole session travels with the last packet of the TCP handshake
waiting:  the client waits for the banner, as RFC 5321 wants
racing:   the session is sent as soon as connect() returns

One JSON object a connection: port, manner, clientFirst, codes. Exit status 77: packets cannot be captured here;
1: the capture has not seen every connection.
"""
import json
import socket
import struct
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

SERVER = int(sys.argv[1])
COUNTS = {"with-ack": int(sys.argv[2]), "waiting": int(sys.argv[3]), "racing": int(sys.argv[4])}
PACKET_HOST = 0
SO_RCVBUFFORCE = 33
FIRST_PORT = 20000
CAPTURE_LAG_SECONDS = 30

first_client = {}
first_server = {}


def capture(sock):
    number = 0
    while True:
        packet, address = sock.recvfrom(65536)
        if address[2] != PACKET_HOST or len(packet) < 54 or packet[12:14] != b"\x08\x00" or packet[23] != 6:
            continue
        ip_header = (packet[14] & 15) * 4
        total = struct.unpack("!H", packet[16:18])[0]
        tcp = 14 + ip_header
        source, target = struct.unpack("!HH", packet[tcp:tcp + 4])
        payload = total - ip_header - (packet[tcp + 12] >> 4) * 4
        number += 1
        if payload > 0 and target == SERVER:
            first_client.setdefault(source, number)
        elif payload > 0 and source == SERVER:
            first_server.setdefault(target, number)


def session(port, manner):
    sock = socket.socket()
    sock.settimeout(60)
    # a port of its own for each, on an address that has a name: James looks it up, and blocks until it knows
    sock.bind(("127.0.0.1", port))
    if manner == "with-ack":
        # on the connecting side this holds the handshake's ACK back until there is data
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)
    sock.connect(("127.0.0.1", SERVER))
    got = sock.recv(4096) if manner == "waiting" else b""
    sock.sendall((
        "EHLO c.example\r\nMAIL FROM:<a@pass.example>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n"
        f"Subject: flight-{port}\r\n\r\n{manner}\r\n.\r\nQUIT\r\n").encode())
    while True:
        more = sock.recv(4096)
        if not more:
            break
        got += more
    sock.close()
    codes = [line[:3].decode() for line in got.split(b"\r\n") if line[3:4] == b" "]
    return {"port": port, "manner": manner, "codes": " ".join(codes)}


def main():
    try:
        sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
        sniffer.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        sniffer.bind(("lo", 0))
    except PermissionError:
        sys.exit(77)
    threading.Thread(target=capture, args=(sniffer,), daemon=True).start()
    manners = [manner for manner, count in COUNTS.items() for _ in range(count)]
    ports = range(FIRST_PORT, FIRST_PORT + len(manners))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(session, ports, manners))
    # the packets are queued in their order, and the thread that reads them may be behind
    deadline = time.monotonic() + CAPTURE_LAG_SECONDS
    while not seen(ports) and time.monotonic() < deadline:
        time.sleep(0.01)
    if not seen(ports):
        sys.exit("connections without packets: " + str([port for port in ports if not seen([port])]))
    for result in results:
        result["clientFirst"] = first_client[result["port"]] < first_server[result["port"]]
        print(json.dumps(result))


def seen(ports):
    return all(port in first_client and port in first_server for port in ports)


main()
