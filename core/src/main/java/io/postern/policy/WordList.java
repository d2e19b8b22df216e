// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A list condition as Exim has it: words between commas or colons, tried from left to right; the first that fits
 * decides, {@code !} before it turns it round; if none fits, the condition holds exactly if the last word was turned
 * round.
 */
public record WordList(List<Item> items) {
    /** A word, and whether {@code !} stands before it. */
    public record Item(String word, boolean negated) {}

    public WordList {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("empty list");
        }
    }

    /** Words that are none of {@code allowed} are malformed. */
    public static Parsed<WordList> parse(String text, Set<String> allowed) {
        List<Item> items = new ArrayList<>();
        for (String part : text.split("[,:]", -1)) {
            boolean negated = part.strip().startsWith("!");
            String word = negated ? part.strip().substring(1).strip() : part.strip();
            if (!allowed.contains(word)) {
                return Parsed.malformed(text.indexOf(part), "word", "'" + word + "' is not allowed");
            }
            items.add(new Item(word, negated));
        }
        return Parsed.ok(new WordList(items));
    }

    /** Whether the condition holds for a finding that answers to these words. */
    public boolean holdsFor(Set<String> words) {
        for (Item item : items) {
            if (words.contains(item.word)) {
                return !item.negated;
            }
        }
        return items.get(items.size() - 1).negated;
    }
}
