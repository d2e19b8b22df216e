// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

/** What became of early pipelining in a session. */
enum EarlyPipelining {
    /** The client sent before the banner, as it may. */
    USED("used", "*"),
    /** The client was told that it may. */
    ADVERTISED_UNUSED("advertised-unused", "."),
    /** Neither. */
    NONE("none", "");

    private final String keyword;
    private final String mark;

    EarlyPipelining(String keyword, String mark) {
        this.keyword = keyword;
        this.mark = mark;
    }

    String keyword() {
        return keyword;
    }

    /** The mark in Exim's main log: {@code L}, with a hyphen behind it if no command was sent ahead. */
    String eximMark(boolean pipelined) {
        return "L" + mark + (pipelined || this == USED ? "" : "-");
    }
}
