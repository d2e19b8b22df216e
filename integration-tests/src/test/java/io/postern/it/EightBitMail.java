// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

/** A message with octets above 127 in its header and its body. Octets, one char each. */
final class EightBitMail {
    /** Fields of which no mailet of James knows anything. */
    private static final String FIELDS = "To: \u00c3\u00a4lice <alice@example.org>\r\n"
            + "X-Folded: gr\u00fc\u00df\r\n\t\u00e9, not ASCII\r\n   \u00ff\r\n"
            + "X-Odd  : \u0080?\u00a0\r\n"
            + "X-Plain: with ?  two  blanks \r\n"
            + "X-Same: \u00e9\r\n"
            + "X-Same: \u00e8\r\n"
            + "X-H\u00f6der: in its name\r\n"
            + "Message-ID: <id@client.example>\r\n";

    private static final String BODY =
            "K\u00f6rper \u00ff\u0080, blanks at the end  \r\n.\r\n..\r\n.x\r\n\r\n" + "\u00e9".repeat(70) + "\r\n\r\n";

    private EightBitMail() {}

    static String head(String id) {
        return "Subject: " + id + " \u00e4\u00f6\u00fc \u00c3\u00a9 ?\r\n" + FIELDS;
    }

    static String of(String id) {
        return head(id) + "\r\n" + BODY;
    }

    /** For the mailets of one case; the field stands on top. */
    static String of(String id, String testCase) {
        return "X-Case: " + testCase + "\r\n" + of(id);
    }

    /** What James's own writer makes of it. */
    static String mangled(String head) {
        return head.replaceAll("[\u0080-\u00ff]", "?");
    }
}
