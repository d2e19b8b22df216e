// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import java.util.ArrayList;
import java.util.List;

/** DKIM in Authentication-Results (RFC 8601 §2.7.1). */
public final class DkimMethodResults {
    /** The method's name. */
    public static final String METHOD = "dkim";
    /** Signatures that are told one by one. Ours: with the longest texts they leave room for other methods. */
    public static final int MAX_RESULTS = 25;
    /** RFC 6008 §4: characters of {@code b=} that are shown at least, if there are as many. */
    private static final int MIN_SIGNATURE = 8;

    private DkimMethodResults() {}

    /**
     * One result for each signature, in order, and {@code none} without any. Of more than {@link #MAX_RESULTS} those
     * that pass come first, and the last result says in a comment how many are left out.
     */
    public static List<MethodResult> of(DkimFindings findings) {
        List<DkimOutcome> all = findings.outcomes();
        if (all.isEmpty()) {
            return List.of(MethodResult.of(METHOD, DkimResult.NONE.keyword()).withComment("no signature"));
        }
        List<DkimOutcome> shown =
                all.size() <= MAX_RESULTS ? all : passingFirst(all).subList(0, MAX_RESULTS);
        List<MethodResult> results = new ArrayList<>();
        for (DkimOutcome outcome : shown) {
            results.add(result(outcome, shown));
        }
        int left = all.size() - shown.size();
        if (left > 0) {
            MethodResult last = results.remove(results.size() - 1);
            results.add(last.withComment(left + " more signatures are not shown"));
        }
        return results;
    }

    private static List<DkimOutcome> passingFirst(List<DkimOutcome> all) {
        List<DkimOutcome> sorted = new ArrayList<>(all);
        sorted.sort((a, b) -> Boolean.compare(b.result() == DkimResult.PASS, a.result() == DkimResult.PASS));
        return sorted;
    }

    private static MethodResult result(DkimOutcome outcome, List<DkimOutcome> shown) {
        SignatureLabel label = outcome.label();
        MethodResult result = MethodResult.of(METHOD, outcome.result().keyword());
        if (outcome.bits() > 0) {
            result = result.withComment(outcome.bits() + "-bit key");
        }
        if (!outcome.reasons().isEmpty()) {
            result = result.withReason(outcome.reasonText());
        }
        result = with(result, "d", label.domain());
        result = with(result, "s", label.selector());
        result = with(result, "i", label.identity());
        result = with(result, "a", label.algorithm());
        return with(result, "b", distinct(label.signature(), shown));
    }

    private static MethodResult with(MethodResult result, String property, String text) {
        return text.isEmpty() ? result : result.with(Property.ofRemote("header", property, text));
    }

    /** RFC 6008 §4: as much of the signature as tells it from the others, and at least eight characters. */
    private static String distinct(String signature, List<DkimOutcome> shown) {
        int length = Math.min(MIN_SIGNATURE, signature.length());
        while (length < signature.length() && isShared(signature.substring(0, length), signature, shown)) {
            length++;
        }
        return signature.substring(0, length);
    }

    private static boolean isShared(String prefix, String signature, List<DkimOutcome> shown) {
        return shown.stream()
                .map(other -> other.label().signature())
                .anyMatch(other -> other.startsWith(prefix) && !other.equals(signature));
    }
}
