// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Messages as they come in every day: 26 fields of 2 KiB together, and bodies of lines. Always the same octets. */
public final class SampleMessage {
    static final String SIGNED_NAMES = "from:to:subject:date:message-id:mime-version:content-type:"
            + "content-transfer-encoding:reply-to:list-unsubscribe:list-unsubscribe-post:feedback-id";

    /** What a body is made of. */
    public enum Body {
        /** Words with single spaces, lines of up to 72 characters, an empty one now and then. */
        TEXT,
        /** Lines of 76 characters. */
        BASE64
    }

    private static final String HEAD = """
            Return-Path: <bounce-7421-18845-kb@mail.example.com>
            Delivered-To: bob@example.org
            Received: from mx2.example.org (mx2.example.org [192.0.2.25])
            	by store1.example.org (Postfix) with ESMTPS id 4Yc2kS1Gqfz3xyZ
            	for <bob@example.org>; Mon, 16 Nov 2026 09:14:07 +0000 (UTC)
            Received: from out17.mail.example.com (out17.mail.example.com [198.51.100.17])
            	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
            	 key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)
            	by mx2.example.org (Postfix) with ESMTPS id 4Yc2kR6lVpz2wQk
            	for <bob@example.org>; Mon, 16 Nov 2026 09:14:06 +0000 (UTC)
            Received: by out17.mail.example.com id h8c2ks3a5vkd for <bob@example.org>;
            	Mon, 16 Nov 2026 09:14:05 +0000 (envelope-from <bounce-7421-18845-kb@mail.example.com>)
            Received-SPF: pass (mx2.example.org: domain of mail.example.com designates 198.51.100.17 as permitted sender)
            Authentication-Results: mx2.example.org; spf=pass smtp.mailfrom=mail.example.com
            From: "Example Shop" <news@example.com>
            To: Bob Receiver <bob@example.org>
            Reply-To: "Example Shop" <service@example.com>
            Subject: =?utf-8?Q?Your_order_10-4478_is_on_its_way_=E2=80=93_and_what?=
             =?utf-8?Q?_you_can_do_until_it_arrives?=
            Date: Mon, 16 Nov 2026 10:14:04 +0100
            Message-ID: <20261116091404.7421.18845@mail.example.com>
            References: <20261115180102.7420.18211@mail.example.com>
             <20261114121530.7400.17002@mail.example.com>
            In-Reply-To: <20261115180102.7420.18211@mail.example.com>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8; format=flowed
            Content-Transfer-Encoding: quoted-printable
            Content-Language: en
            List-ID: <orders.example.com>
            List-Unsubscribe: <https://mail.example.com/u/7421/18845/a9f3c1>,
             <mailto:unsubscribe-7421-18845@mail.example.com>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            Feedback-ID: 7421:18845:orders:example
            X-Mailer: Example Mailer 8.14.2
            X-Campaign: 7421
            X-Priority: 3
            """.replace("\n", "\r\n");

    private static final List<String> WORDS = List.of(
            "a",
            "order",
            "the",
            "parcel",
            "which",
            "will",
            "arrive",
            "on",
            "Tuesday",
            "or",
            "at",
            "the",
            "latest",
            "Wednesday,",
            "is",
            "with",
            "our",
            "carrier;",
            "you",
            "can",
            "follow",
            "it",
            "=E2=80=93",
            "and",
            "change",
            "where",
            "it",
            "goes.",
            "Thank",
            "you",
            "for",
            "your",
            "trust");

    private SampleMessage() {}

    /** An octet string with CRLF; the body has about {@code octets}. */
    static String of(Body body, int octets) {
        return HEAD + "\r\n"
                + switch (body) {
                    case TEXT -> text(octets);
                    case BASE64 -> base64(octets);
                };
    }

    private static String text(int octets) {
        Random random = new Random(72);
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder();
        while (text.length() < octets) {
            String word = WORDS.get(random.nextInt(WORDS.size()));
            if (line.length() + word.length() > 71) {
                text.append(line).append(random.nextInt(8) == 0 ? "\r\n\r\n" : "\r\n");
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        return text.toString();
    }

    private static String base64(int octets) {
        byte[] content = new byte[octets / 78 * 57];
        new Random(76).nextBytes(content);
        return Base64.getMimeEncoder().encodeToString(content) + "\r\n";
    }
}
