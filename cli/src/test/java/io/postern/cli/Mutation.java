// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What happens to messages on their way, and what does not; texts are octet strings. */
enum Mutation {
    OCTET {
        @Override
        String of(String text, RandomGenerator random) {
            int at = random.nextInt(text.length());
            return text.substring(0, at) + oneOf(OCTETS, random) + text.substring(at + 1);
        }
    },
    INSERTED {
        @Override
        String of(String text, RandomGenerator random) {
            int at = random.nextInt(text.length());
            return text.substring(0, at) + oneOf(OCTETS, random) + text.substring(at);
        }
    },
    LOST {
        @Override
        String of(String text, RandomGenerator random) {
            int at = random.nextInt(text.length());
            return text.substring(0, at) + text.substring(at + 1);
        }
    },
    SPACE {
        @Override
        String of(String text, RandomGenerator random) {
            int at = text.indexOf(' ', random.nextInt(text.length()));
            String other =
                    List.of("  ", "\t", " \t ", "", "\r\n ", " \r\n\t", " \r\n").get(random.nextInt(7));
            return at < 0 ? text + other : text.substring(0, at) + other + text.substring(at + 1);
        }
    },
    CASE {
        @Override
        String of(String text, RandomGenerator random) {
            int at = random.nextInt(text.length());
            char old = text.charAt(at);
            char other = Character.isUpperCase(old) ? Character.toLowerCase(old) : Character.toUpperCase(old);
            return other > 0xff ? text : text.substring(0, at) + other + text.substring(at + 1);
        }
    },
    LINE_END {
        @Override
        String of(String text, RandomGenerator random) {
            int at = text.indexOf("\r\n", random.nextInt(text.length()));
            String other = List.of("\n", "\r", " \r\n", "\r\n\r\n").get(random.nextInt(4));
            return at < 0 ? text + other : text.substring(0, at) + other + text.substring(at + 2);
        }
    },
    LINES {
        @Override
        String of(String text, RandomGenerator random) {
            List<String> lines = new ArrayList<>(Arrays.asList(text.split("(?<=\r\n)", -1)));
            int at = random.nextInt(lines.size());
            int manner = random.nextInt(4);
            if (manner == 0) {
                lines.add(random.nextInt(lines.size()), lines.get(at));
            } else if (manner == 1) {
                lines.remove(at);
            } else if (manner == 2) {
                Collections.swap(lines, at, random.nextInt(lines.size()));
            } else {
                lines.add(at, oneOf(LINES_OF_OTHERS, random));
            }
            return lines.stream().collect(Collectors.joining());
        }
    },
    END {
        @Override
        String of(String text, RandomGenerator random) {
            String more = List.of("\r\n", "\r\n\r\n", " \r\n", "-- \r\nA list's footer\r\n", " ", "x")
                    .get(random.nextInt(6));
            return random.nextInt(4) == 0 ? text.substring(0, Math.max(text.length() - 2, 1)) : text + more;
        }
    };

    private static final List<String> OCTETS =
            List.of("a", "Z", "0", " ", "\t", ":", ";", "=", "\r", "\n", "\0", "\u00e4", "\u00ff", "+", "/", ".");
    private static final List<String> LINES_OF_OTHERS =
            List.of("X-Added: by a relay\r\n", "no field at all\r\n", "From: mallory@example.net\r\n", " \r\n");

    abstract String of(String text, RandomGenerator random);

    private static String oneOf(List<String> texts, RandomGenerator random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
