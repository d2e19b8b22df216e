// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Messages as programs write them: fields in odd forms, and bodies of all kinds; no 8-bit octets in fields, which
 * RemoteDelivery does not keep. Octets, one char each.
 */
final class VariedMessage {
    private static final List<String> AUTHORS = List.of(
            "a@author.example",
            "\"A. Author\" <a@author.example>",
            "=?utf-8?Q?J=C3=BCrgen?=\r\n <juergen@author.example>",
            "A (of the list) <a@author.example>");
    private static final List<String> SUBJECTS = List.of(
            " Re:  two  spaces ",
            " =?utf-8?B?w5xiZXI=?=\r\n\t=?utf-8?Q?_zwei_Zeilen?=",
            "",
            "no space",
            " [list] " + "word ".repeat(14) + "\r\n folded",
            "\tbehind a tabulator\t");
    private static final List<String> FIELDS = List.of(
            "Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example with ESMTP id 1; Sat, 21 Nov 2026 12:00:00 +0000\r\n",
            "Received: by c.example; Sat, 21 Nov 2026 11:59:59 +0000\r\n",
            "List-Id: Our list <list.author.example>\r\n",
            "List-Unsubscribe: <mailto:leave@author.example>,\r\n  <https://author.example/leave?id=1>\r\n",
            "Reply-To: other@author.example\r\n",
            "In-Reply-To: <0@author.example>\r\nReferences: <0@author.example>\r\n <1@author.example>\r\n",
            "X-Odd:value\r\nX-Empty:\r\nX-Blank: \r\n",
            "x-LOWER:  Upper  \r\n",
            "Authentication-Results: other.example; dkim=pass header.d=author.example\r\n",
            "Cc: \"Last, First\" <c@author.example>,\r\n\td@author.example\r\n",
            "Keywords: a\r\nKeywords: b\r\nComments: twice\r\n");
    private static final String PARAGRAPH = "A line of words,  two spaces and a trailing one. \r\n";

    private VariedMessage() {}

    /** The same each time; {@code <name@author.example>} is its Message-ID. */
    static String of(String name, int number) {
        Random random = new Random(number);
        StringBuilder head = new StringBuilder();
        for (String field : FIELDS) {
            if (random.nextInt(3) == 0) {
                head.append(field);
            }
        }
        head.append("From: ")
                .append(AUTHORS.get(random.nextInt(AUTHORS.size())))
                .append("\r\n");
        if (random.nextInt(10) > 0) {
            head.append("To: alice@example.org,\r\n bob@example.org\r\n");
        }
        head.append("Subject:")
                .append(SUBJECTS.get(random.nextInt(SUBJECTS.size())))
                .append("\r\n");
        head.append("Date: Sat, 21 Nov 2026 12:00:00 +0000\r\nMessage-ID: <")
                .append(name)
                .append("@author.example>\r\n");
        return head + body(random);
    }

    private static String body(Random random) {
        String text = text(random);
        return switch (random.nextInt(8)) {
            case 0 -> "\r\n" + text;
            case 1 -> mime("text/plain; charset=us-ascii", "7bit", text);
            case 2 -> mime("text/plain; charset=utf-8", "8bit", text + "\u00c3\u00bcber\r\n");
            case 3 ->
                mime("text/plain; charset=utf-8; format=flowed", "quoted-printable", text + "=C3=BCber=\r\n ein\r\n");
            case 4 -> mime("text/plain; charset=utf-8", "base64", base64(random));
            case 5 -> mime("text/html; charset=us-ascii", "7bit", "<html><body>" + text + "</body></html>\r\n");
            case 6 ->
                mime(
                        "multipart/alternative;\r\n boundary=\"=_b\"",
                        "7bit",
                        "--=_b\r\nContent-Type: text/plain\r\n\r\n" + text
                                + "\r\n--=_b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--=_b--\r\n");
            default ->
                mime(
                        "multipart/mixed; boundary=m",
                        "8bit",
                        "preamble\r\n--m\r\n\r\n" + text
                                + "\r\n--m\r\nContent-Type: application/octet-stream\r\n"
                                + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(random)
                                + "--m--\r\nepilogue\r\n");
        };
    }

    private static String mime(String type, String encoding, String body) {
        return "MIME-Version: 1.0\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n"
                + body;
    }

    private static String text(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> "\r\n \r\n\t\r\n\r\n";
            case 2 -> ".\r\n..two dots\r\n. \r\n";
            case 3 -> "long " + "word ".repeat(150) + "\r\n";
            case 4 -> PARAGRAPH.repeat(200) + "\r\n\r\n";
            default -> PARAGRAPH + "\r\n-- \r\nA\r\n";
        };
    }

    private static String base64(Random random) {
        byte[] content = new byte[random.nextInt(2_000)];
        random.nextBytes(content);
        return Base64.getMimeEncoder().encodeToString(content) + "\r\n";
    }
}
