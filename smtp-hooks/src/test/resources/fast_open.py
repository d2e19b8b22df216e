# Three sessions with a message each, sent with the packet that asks for the connection. Prints after each how many such
# packets the system has served by then, and the codes of the replies.
import signal
import socket
import sys

MSG_FASTOPEN = 0x20000000
MESSAGE = b"Subject: x\r\n\r\nx\r\n"
FLIGHT = (b"EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT %d LAST\r\n%sQUIT\r\n"
          % (len(MESSAGE), MESSAGE))


def served():
    with open("/proc/net/netstat") as counters:
        names, values = [line.split() for line in counters if line.startswith("TcpExt:")]
    return values[names.index("TCPFastOpenPassive")]


signal.alarm(60)
for _ in range(3):
    client = socket.socket()
    client.sendto(FLIGHT, MSG_FASTOPEN, ("127.0.0.1", int(sys.argv[1])))
    replies = b""
    while octets := client.recv(4096):
        replies += octets
    print(served(), *[line[:3].decode() for line in replies.split(b"\r\n") if line[3:4] == b" "], flush=True)
