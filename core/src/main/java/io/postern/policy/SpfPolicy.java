// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.spf.SpfIdentity;
import io.postern.spf.SpfOutcome;
import io.postern.spf.SpfResult;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What follows from an SPF outcome.
 *
 * @param actions by result of the MAIL FROM check; a pass that is not listed is accepted, another result tagged
 * @param heloActions the same for the HELO check; a result that is not listed is accepted
 * @param guessActions by result of the best guess, which is made only after {@code none}
 * @param overrides the first that fits the domain and the result decides
 * @param failScope which fails {@code actions} is about
 */
public record SpfPolicy(
        Map<SpfResult, ActionWord> actions,
        Map<SpfResult, ActionWord> heloActions,
        Map<SpfResult, ActionWord> guessActions,
        List<DomainOverride> overrides,
        FailScope failScope) {
    /** Which fails the action for a fail is for; the others are tagged. */
    public enum FailScope {
        ALL,
        /** Those of domains that send no mail at all: {@code v=spf1 -all}. */
        BARE_RECORDS
    }

    /**
     * Another treatment for one domain.
     *
     * @param subdomains also below {@code domain}, and not at it
     * @param result of the check of MAIL FROM
     * @param treatment another result to be treated as, or an action
     */
    public record DomainOverride(DomainName domain, boolean subdomains, SpfResult result, Treatment treatment) {
        /**
         * {@code domain:result=result-or-action}, in lower case; a leading dot stands for everything below the domain.
         */
        public static Parsed<DomainOverride> parse(String text) {
            int colon = text.indexOf(':');
            int equals = text.indexOf('=', Math.max(colon, 0));
            if (colon < 0 || equals < 0) {
                return Parsed.malformed(0, "override", "domain:result=result-or-action expected");
            }
            boolean below = text.startsWith(".");
            Optional<DomainName> domain =
                    DomainName.parse(text.substring(below ? 1 : 0, colon)).ok();
            Optional<SpfResult> result = SpfResult.of(text.substring(colon + 1, equals));
            Optional<Treatment> treatment = Treatment.of(text.substring(equals + 1));
            if (domain.isEmpty() || result.isEmpty() || treatment.isEmpty()) {
                return Parsed.malformed(0, "override", "not a domain, a result and a result or action");
            }
            return Parsed.ok(new DomainOverride(domain.get(), below, result.get(), treatment.get()));
        }

        boolean fits(SpfOutcome outcome) {
            return outcome.result() == result
                    && DomainName.parse(outcome.domain())
                            .ok()
                            .filter(name -> subdomains ? name.isBelow(domain) : name.equals(domain))
                            .isPresent();
        }
    }

    /** What an override asks for. */
    public sealed interface Treatment {
        /** As if the result were this one. */
        record As(SpfResult result) implements Treatment {}

        /** This action. */
        record Do(ActionWord action) implements Treatment {}

        /** By its word; results and actions have no word in common. */
        static Optional<Treatment> of(String word) {
            Optional<Treatment> as = SpfResult.of(word).map(As::new);
            return as.or(() -> ActionWord.of(word).map(Do::new));
        }
    }

    /**
     * The same, but a fail is tagged where the record has a mechanism besides {@code -all}: other checks get to see
     * such mail (RFC 9989 §7.1).
     */
    public SpfPolicy rejectingOnlyBareRecords() {
        return new SpfPolicy(actions, heloActions, guessActions, overrides, FailScope.BARE_RECORDS);
    }

    public SpfPolicy(
            Map<SpfResult, ActionWord> actions,
            Map<SpfResult, ActionWord> heloActions,
            Map<SpfResult, ActionWord> guessActions,
            List<DomainOverride> overrides) {
        this(actions, heloActions, guessActions, overrides, FailScope.ALL);
    }

    public SpfPolicy {
        actions = Map.copyOf(actions);
        heloActions = Map.copyOf(heloActions);
        guessActions = Map.copyOf(guessActions);
        overrides = List.copyOf(overrides);
    }

    /**
     * Whether any finding at all could be refused; if not, nobody has to wait for the outcome before the end of DATA.
     */
    public boolean canRefuse() {
        return List.of(actions, heloActions, guessActions).stream()
                        .anyMatch(map -> map.values().stream().anyMatch(ActionWord::refuses))
                || overrides.stream()
                        .anyMatch(override -> override.treatment instanceof Treatment.Do todo && todo.action.refuses());
    }

    /**
     * The action for a transaction: the strictest of what its outcomes ask for.
     *
     * @param mailFrom the outcome for MAIL FROM
     * @param helo the outcome for HELO, if it was checked
     * @param guess the best guess, if one was made
     * @param replyText for a refusal because of MAIL FROM: printable ASCII, or empty for the text of this class
     */
    public Action decide(SpfOutcome mailFrom, Optional<SpfOutcome> helo, Optional<SpfOutcome> guess, String replyText) {
        Treated treated = treated(mailFrom);
        Action action = action(treated, mailFrom, replyText);
        Action byHelo = helo.map(outcome -> action(
                        new Treated(outcome.result(), heloActions.getOrDefault(outcome.result(), ActionWord.ACCEPT)),
                        outcome,
                        ""))
                .orElse(action);
        Action byGuess = guess.map(this::byGuess).orElse(action);
        return stricter(stricter(action, byHelo), byGuess);
    }

    private record Treated(SpfResult as, ActionWord word) {}

    private Treated treated(SpfOutcome outcome) {
        Optional<Treatment> treatment = overrides.stream()
                .filter(override -> override.fits(outcome))
                .map(DomainOverride::treatment)
                .findFirst();
        if (treatment.isPresent() && treatment.get() instanceof Treatment.Do todo) {
            return new Treated(outcome.result(), todo.action);
        }
        SpfResult as = treatment.isPresent() && treatment.get() instanceof Treatment.As other
                ? other.result
                : outcome.result();
        // RFC 9989 §7.1: a refusal at MAIL hides the message from DMARC
        boolean spared = as == SpfResult.FAIL && failScope == FailScope.BARE_RECORDS && !outcome.bareReject();
        return new Treated(as, spared ? ActionWord.TAG : word(actions, as));
    }

    private static ActionWord word(Map<SpfResult, ActionWord> actions, SpfResult result) {
        return actions.getOrDefault(result, result == SpfResult.PASS ? ActionWord.ACCEPT : ActionWord.TAG);
    }

    private static Action action(Treated treated, SpfOutcome outcome, String replyText) {
        return switch (treated.word) {
            case ACCEPT -> new Action.Accept();
            case TAG -> new Action.Tag();
            case DEFER -> new Action.Defer(deferral(treated.as, outcome, replyText));
            case REJECT -> new Action.Reject(rejection(treated.as, outcome, replyText));
        };
    }

    private static SmtpReply rejection(SpfResult as, SpfOutcome outcome, String replyText) {
        // RFC 7372 §3.2: X.7.23 is for fail, X.7.24 for errors; other results are a matter of our policy, X.7.1
        int detail =
                switch (as) {
                    case FAIL -> 23;
                    case TEMPERROR, PERMERROR -> 24;
                    case NONE, NEUTRAL, PASS, SOFTFAIL -> 1;
                };
        return SmtpReply.filtering(550, new EnhancedStatusCode(5, 7, detail), text(as, outcome, replyText));
    }

    private static SmtpReply deferral(SpfResult as, SpfOutcome outcome, String replyText) {
        // RFC 3463 §3.5: 4.4.3, directory server failure, says that the fault is with DNS; RFC 7208 §8.6 has both
        EnhancedStatusCode status =
                switch (as) {
                    case TEMPERROR -> new EnhancedStatusCode(4, 4, 3);
                    case FAIL -> new EnhancedStatusCode(4, 7, 23);
                    case PERMERROR -> new EnhancedStatusCode(4, 7, 24);
                    case NONE, NEUTRAL, PASS, SOFTFAIL -> new EnhancedStatusCode(4, 7, 1);
                };
        return SmtpReply.filtering(451, status, text(as, outcome, replyText));
    }

    private static String text(SpfResult as, SpfOutcome outcome, String replyText) {
        String who = (outcome.identity() == SpfIdentity.HELO ? "HELO " : "") + shown(outcome.domain());
        return switch (as) {
            case TEMPERROR -> "SPF check of " + who + " did not get an answer from DNS";
            case PERMERROR -> "SPF record of " + who + " has an error that its owner must mend (RFC 7208)";
            case FAIL, SOFTFAIL, NEUTRAL ->
                replyText.isEmpty() ? "SPF: this host is not allowed to send mail from " + who : replyText;
            case NONE -> "SPF: " + who + " does not say which hosts send its mail, and this host requires it";
            case PASS -> "Mail from " + who + " is refused by local policy";
        };
    }

    private Action byGuess(SpfOutcome guess) {
        // a guess is no SPF result: the reply must not say so
        String text = "Mail from " + shown(guess.domain()) + " is refused by local policy";
        return switch (word(guessActions, guess.result())) {
            case ACCEPT -> new Action.Accept();
            case TAG -> new Action.Tag();
            case DEFER -> new Action.Defer(SmtpReply.filtering(451, new EnhancedStatusCode(4, 7, 1), text));
            case REJECT -> new Action.Reject(SmtpReply.filtering(550, new EnhancedStatusCode(5, 7, 1), text));
        };
    }

    private static String shown(String domain) {
        return Ascii.printable(domain, DomainName.MAX_LENGTH);
    }

    private static Action stricter(Action a, Action b) {
        return a.word().compareTo(b.word()) >= 0 ? a : b;
    }
}
