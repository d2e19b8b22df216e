// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.MxRecord;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.spf.Mechanism.DualCidrLength;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import io.postern.value.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run of check_host(), with its counters. Terms are evaluated one after the other, each step on the thread that
 * brought the answer to the one before; so the counters need no lock. Thrown away with its outcome.
 */
final class Evaluation {
    /** What a record came to. {@code explanation} is the exp= of the record that decided. */
    private record Verdict(
            SpfResult result,
            Optional<Directive> matched,
            DomainName domain,
            Optional<DomainSpec> explanation,
            Optional<Problem> problem) {}

    /** What a mechanism came to: it matches, it does not, or the whole check ends here. */
    private record Match(boolean matches, Optional<Problem> error) {
        static final Match YES = new Match(true, Optional.empty());
        static final Match NO = new Match(false, Optional.empty());

        static Match of(boolean matches) {
            return matches ? YES : NO;
        }

        static Match error(Problem why) {
            return new Match(false, Optional.of(why));
        }
    }

    /** What a domain-spec came to: a name, or none, which may be because the whole check ends here. */
    private record Target(Optional<DomainName> name, Optional<Problem> error) {
        static final Target NONE = new Target(Optional.empty(), Optional.empty());
    }

    private final DnsResolver resolver;
    private final Instant now;
    private final Explanations explanations;
    private final Trace trace;
    private final Subject subject;
    private final IpAddress clientIp;
    private final RecordType<IpAddress> addressType;
    private int lookups;
    private int voids;
    private int maxVoids = SpfLimits.VOID_LOOKUPS;
    private boolean bareReject;
    private @Nullable CompletableFuture<ValidatedNames> validatedNames;

    Evaluation(DnsResolver resolver, Instant now, Explanations explanations, Trace trace, Subject subject) {
        this.resolver = resolver;
        this.now = now;
        this.explanations = explanations;
        this.trace = trace;
        this.subject = subject;
        this.clientIp = subject.request().clientIp();
        this.addressType = clientIp.isV6() ? RecordType.AAAA : RecordType.A;
    }

    /** By the record that the subject's domain publishes. */
    CompletableFuture<SpfOutcome> published() {
        return run(this::checkHost);
    }

    /** By another record in its place. */
    CompletableFuture<SpfOutcome> by(SpfRecord record) {
        // a guess asks after what the domain may well not have: void look-ups are no fault of its publisher
        maxVoids = SpfLimits.LOOKUPS;
        return run(domain -> evaluate(record, domain));
    }

    private CompletableFuture<SpfOutcome> run(Function<DomainName, CompletableFuture<Verdict>> check) {
        if (subject.domain().isEmpty()) {
            // RFC 7208 §4.3: a malformed domain, or one of a single label, gives none
            step("§4.3", () -> quoted(subject.domainText()) + " is no domain that can be asked for: none");
            return done(outcome(SpfResult.NONE, Optional.empty(), Optional.empty()));
        }
        return guarded(() -> check.apply(subject.domain().get()).thenCompose(this::explained))
                .exceptionally(bug -> {
                    Problem problem = new Problem(ProblemKind.INTERNAL, bug.toString());
                    return outcome(SpfResult.TEMPERROR, Optional.empty(), Optional.of(problem));
                });
    }

    private CompletableFuture<Verdict> checkHost(DomainName domain) {
        return resolver.query(domain, RecordType.TXT).toCompletableFuture().thenCompose(answer -> {
            step("§4.4", () -> domain + " TXT: " + describe(answer, RecordType.TXT));
            if (answer.problem().isPresent()) {
                return done(error(answer.problem().get(), domain));
            }
            return selected(answer.recordsOrNone(), domain);
        });
    }

    // RFC 7208 §4.5: records that do not begin with the version are discarded; of the rest there must be one
    private CompletableFuture<Verdict> selected(List<TxtRecord> records, DomainName domain) {
        List<String> candidates = new ArrayList<>(1);
        for (TxtRecord record : records) {
            String text = record.joined();
            if (SpfRecord.isSpf(text)) {
                candidates.add(text);
            }
        }
        if (candidates.isEmpty()) {
            step("§4.5", () -> domain + " publishes no SPF record: none");
            return done(verdict(SpfResult.NONE, Optional.empty(), domain, Optional.empty()));
        }
        if (candidates.size() > 1) {
            return done(error(new Problem(ProblemKind.RECORD, domain + " has several SPF records"), domain));
        }
        // RFC 7208 §4.6: a syntax error anywhere in the record is a permerror, whatever would have matched before it
        Parsed<SpfRecord> parsed = SpfRecord.parse(candidates.get(0));
        return parsed.fold(
                record -> evaluate(record, domain),
                bad -> done(error(
                        new Problem(
                                ProblemKind.SYNTAX,
                                "record of " + domain + ", " + bad.rule() + " at " + bad.offset() + ": "
                                        + bad.message()),
                        domain)));
    }

    private CompletableFuture<Verdict> evaluate(SpfRecord record, DomainName domain) {
        if (subject.domain().filter(domain::equals).isPresent()) {
            bareReject = record.isBareReject();
        }
        return directives(record, domain, 0);
    }

    private CompletableFuture<Verdict> directives(SpfRecord record, DomainName domain, int first) {
        for (int i = first; i < record.directives().size(); i++) {
            Directive directive = record.directives().get(i);
            CompletableFuture<Match> match = counted(directive, domain);
            if (!match.isDone()) {
                int next = i + 1;
                return match.thenCompose(m -> {
                    Verdict verdict = decided(directive, m, record, domain);
                    return verdict != null ? done(verdict) : directives(record, domain, next);
                });
            }
            Verdict verdict = decided(directive, match.join(), record, domain);
            if (verdict != null) {
                return done(verdict);
            }
        }
        return redirected(record, domain);
    }

    private @Nullable Verdict decided(Directive directive, Match match, SpfRecord record, DomainName domain) {
        if (match.error.isPresent()) {
            return error(match.error.get(), domain);
        }
        if (!match.matches) {
            step("§4.6.2", () -> directive.text() + ": no match");
            return null;
        }
        SpfResult result = directive.qualifier().result();
        step("§4.6.2", () -> directive.text() + ": match, " + result.keyword());
        return verdict(result, Optional.of(directive), domain, record.explanation());
    }

    private CompletableFuture<Verdict> redirected(SpfRecord record, DomainName domain) {
        if (record.redirect().isEmpty()) {
            // RFC 7208 §4.7: without a match and without redirect= the result is neutral
            step("§4.7", () -> "no mechanism matched: neutral");
            return done(verdict(SpfResult.NEUTRAL, Optional.empty(), domain, Optional.empty()));
        }
        if (++lookups > SpfLimits.LOOKUPS) {
            return done(error(tooManyLookups(), domain));
        }
        return targetName(record.redirect(), domain)
                .thenCompose(target -> target.name.isPresent()
                        ? redirected(target.name.get(), domain)
                        : done(error(
                                target.error.orElse(
                                        new Problem(ProblemKind.RECORD, "redirect= leads to no domain name")),
                                domain)));
    }

    private CompletableFuture<Verdict> redirected(DomainName target, DomainName domain) {
        step("§6.1", () -> "redirect to " + target);
        return checkHost(target).thenApply(verdict -> {
            // RFC 7208 §6.1: no record at the target is a permerror
            return verdict.result == SpfResult.NONE
                    ? error(new Problem(ProblemKind.RECORD, "redirect= to " + target + ", without SPF"), domain)
                    : verdict;
        });
    }

    /** Evaluates a mechanism within the limit of ten. */
    private CompletableFuture<Match> counted(Directive directive, DomainName domain) {
        // RFC 7208 §4.6.4: include, a, mx, ptr, exists and redirect cause DNS queries; at most ten in the whole check
        if (directive.mechanism().asksDns() && ++lookups > SpfLimits.LOOKUPS) {
            return done(Match.error(tooManyLookups()));
        }
        return mechanism(directive.mechanism(), domain);
    }

    private CompletableFuture<Match> mechanism(Mechanism mechanism, DomainName domain) {
        if (mechanism instanceof Mechanism.All) {
            return done(Match.YES);
        }
        if (mechanism instanceof Mechanism.Ip4 ip4) {
            return done(Match.of(ip4.network().contains(clientIp)));
        }
        if (mechanism instanceof Mechanism.Ip6 ip6) {
            return done(Match.of(ip6.network().contains(clientIp)));
        }
        if (mechanism instanceof Mechanism.Include include) {
            return onTarget(Optional.of(include.domain()), domain, this::include);
        }
        if (mechanism instanceof Mechanism.A a) {
            return onTarget(a.domain(), domain, target -> address(target, a.lengths()));
        }
        if (mechanism instanceof Mechanism.Mx mx) {
            return onTarget(mx.domain(), domain, target -> mx(target, mx.lengths()));
        }
        if (mechanism instanceof Mechanism.Ptr ptr) {
            return onTarget(ptr.domain(), domain, this::ptr);
        }
        if (mechanism instanceof Mechanism.Exists exists) {
            return onTarget(Optional.of(exists.domain()), domain, this::exists);
        }
        throw new AssertionError(mechanism);
    }

    private CompletableFuture<Match> onTarget(
            Optional<DomainSpec> spec, DomainName domain, Function<DomainName, CompletableFuture<Match>> mechanism) {
        return targetName(spec, domain).thenCompose(target -> {
            if (target.error.isPresent()) {
                return done(Match.error(target.error.get()));
            }
            if (target.name.isPresent()) {
                return mechanism.apply(target.name.get());
            }
            // AMBIGUOUS RFC 7208 §4.8: a target-name that is no domain name: we read it as a name that does not exist
            step("§4.8", () -> "the expanded target is no domain name: no match");
            return done(Match.NO);
        });
    }

    // RFC 7208 §5.2
    private CompletableFuture<Match> include(DomainName target) {
        step("§5.2", () -> "include " + target);
        return checkHost(target).thenApply(verdict -> switch (verdict.result) {
            case PASS -> Match.YES;
            case FAIL, SOFTFAIL, NEUTRAL -> Match.NO;
            case TEMPERROR, PERMERROR -> Match.error(verdict.problem.orElseThrow());
            case NONE -> Match.error(new Problem(ProblemKind.RECORD, "include:" + target + ", without SPF"));
        });
    }

    // RFC 7208 §5.3
    private CompletableFuture<Match> address(DomainName target, DualCidrLength lengths) {
        return ask(target, addressType)
                .thenApply(answer -> lookup(answer, () -> Match.of(anyMatches(answer.recordsOrNone(), lengths))));
    }

    // RFC 7208 §5.7: the type is A even for an IPv6 client
    private CompletableFuture<Match> exists(DomainName target) {
        return ask(target, RecordType.A)
                .thenApply(answer ->
                        lookup(answer, () -> Match.of(!answer.recordsOrNone().isEmpty())));
    }

    // RFC 7208 §5.4
    private CompletableFuture<Match> mx(DomainName target, DualCidrLength lengths) {
        return ask(target, RecordType.MX).thenCompose(answer -> {
            Match failed = lookup(answer, () -> Match.NO);
            List<MxRecord> records = answer.recordsOrNone();
            if (failed.error.isPresent() || records.isEmpty()) {
                return done(failed);
            }
            if (records.size() > SpfLimits.MX_NAMES) {
                // RFC 7208 §4.6.4: more than ten address lookups for one mx is a permerror
                return done(Match.error(new Problem(ProblemKind.LIMIT, target + " has more than 10 MX records")));
            }
            List<DomainName> hosts = records.stream()
                    .flatMap(record -> record.exchange().stream())
                    .toList();
            return mxHosts(hosts, lengths);
        });
    }

    /** Asks for all hosts at once and looks at them in their order: a match does not wait for those behind it. */
    private CompletableFuture<Match> mxHosts(List<DomainName> hosts, DualCidrLength lengths) {
        List<CompletableFuture<DnsAnswer<IpAddress>>> answers = addresses(hosts);
        CompletableFuture<Match> match = done(Match.NO);
        for (int i = 0; i < hosts.size(); i++) {
            DomainName host = hosts.get(i);
            CompletableFuture<DnsAnswer<IpAddress>> answer = answers.get(i);
            match = match.thenCompose(before -> before.equals(Match.NO)
                    ? answer.thenApply(found -> mxHost(told(host, addressType, found), lengths))
                    : done(before));
        }
        // AMBIGUOUS RFC 7208 §4.6.4: it limits "terms for which DNS queries return" nothing; we read one mx as one
        // term, which is void when all of its hosts lack an address of the client's family
        return match.thenApply(last -> last.equals(Match.NO)
                        && !hosts.isEmpty()
                        && answers.stream().allMatch(answer -> answer.join().isVoid())
                        && ++voids > maxVoids
                ? Match.error(tooManyVoids())
                : last);
    }

    private Match mxHost(DnsAnswer<IpAddress> answer, DualCidrLength lengths) {
        return answer.problem()
                .map(Match::error)
                .orElseGet(() -> Match.of(anyMatches(answer.recordsOrNone(), lengths)));
    }

    // RFC 7208 §5.5
    private CompletableFuture<Match> ptr(DomainName target) {
        return validatedNames().thenApply(names -> {
            if (names.noRecord() && ++voids > maxVoids) {
                return Match.error(tooManyVoids());
            }
            boolean matches = names.anyIsEqualToOrBelow(target);
            // RFC 7208 §4.6.4: our own limit of time is a temperror; only errors of DNS mean no match here
            return !matches && names.overrun().isPresent()
                    ? Match.error(names.overrun().get())
                    : Match.of(matches);
        });
    }

    /** Looked up once in a check. */
    private CompletableFuture<ValidatedNames> validatedNames() {
        if (validatedNames == null) {
            validatedNames =
                    ask(ValidatedNames.reverseName(clientIp), RecordType.PTR).thenCompose(this::validated);
        }
        return validatedNames;
    }

    private CompletableFuture<ValidatedNames> validated(DnsAnswer<DomainName> ptr) {
        // RFC 7208 §4.6.4: of more than ten names the first ten are used
        List<DomainName> names =
                ptr.recordsOrNone().stream().limit(SpfLimits.PTR_NAMES).toList();
        List<CompletableFuture<DnsAnswer<IpAddress>>> asked = addresses(names);
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            List<DnsAnswer<IpAddress>> answers = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                answers.add(told(names.get(i), addressType, asked.get(i).join()));
            }
            ValidatedNames validated = ValidatedNames.of(clientIp, ptr, answers);
            step("§5.5", () -> "validated names of " + clientIp + ": " + validated.names());
            return validated;
        });
    }

    /** The addresses of the client's family of every host, asked for all at once. */
    private List<CompletableFuture<DnsAnswer<IpAddress>>> addresses(List<DomainName> hosts) {
        return hosts.stream()
                .map(host -> resolver.query(host, addressType).toCompletableFuture())
                .toList();
    }

    /** The domain itself, or the domain-spec expanded (RFC 7208 §4.8). */
    private CompletableFuture<Target> targetName(Optional<DomainSpec> spec, DomainName domain) {
        if (spec.isEmpty()) {
            return done(new Target(Optional.of(domain), Optional.empty()));
        }
        MacroString macros = spec.get().macros();
        if ((macros.uses('l') || macros.uses('s')) && !subject.hasAsciiLocalPart()) {
            // RFC 8616 §4: a non-ASCII local part in %{l} or %{s} keeps the term from matching
            return done(Target.NONE);
        }
        if (!macros.uses('p')) {
            return done(new Target(values(domain, "unknown").expandToName(macros), Optional.empty()));
        }
        return validatedNames()
                .thenApply(names -> names.overrun().isPresent()
                        ? new Target(Optional.empty(), names.overrun())
                        : new Target(values(domain, names.best(domain)).expandToName(macros), Optional.empty()));
    }

    private MacroValues values(DomainName domain, String validatedName) {
        SpfRequest request = subject.request();
        return new MacroValues(
                subject.sender(),
                domain.value(),
                clientIp,
                validatedName,
                request.helo().text(),
                request.receiver(),
                now,
                subject.identity());
    }

    /** The problem or the void of an answer first, then what the caller makes of its records. */
    private <T> Match lookup(DnsAnswer<T> answer, Supplier<Match> match) {
        if (answer.problem().isPresent()) {
            // RFC 7208 §5: an RCODE other than 0 and 3, or a time-out, is a temperror
            return Match.error(answer.problem().get());
        }
        // RFC 7208 §4.6.4: the third void lookup is a permerror at once, even if no term follows
        if (answer.isVoid() && ++voids > maxVoids) {
            return Match.error(tooManyVoids());
        }
        return match.get();
    }

    private boolean anyMatches(List<IpAddress> addresses, DualCidrLength lengths) {
        int length = clientIp.isV6() ? lengths.ip6() : lengths.ip4();
        return addresses.stream().anyMatch(address -> address.sharesPrefix(clientIp, length));
    }

    private <T> CompletableFuture<DnsAnswer<T>> ask(DomainName name, RecordType<T> type) {
        return resolver.query(name, type).toCompletableFuture().thenApply(answer -> told(name, type, answer));
    }

    private <T> DnsAnswer<T> told(DomainName name, RecordType<T> type, DnsAnswer<T> answer) {
        step("§5", () -> name + " " + type + ": " + describe(answer, type));
        return answer;
    }

    /**
     * RFC 7208 §6.2: after a fail, the exp= of the record that decided; whatever goes wrong means that there is none.
     */
    private CompletableFuture<SpfOutcome> explained(Verdict verdict) {
        SpfOutcome outcome = outcome(verdict.result, verdict.matched, verdict.problem);
        if (verdict.result != SpfResult.FAIL || verdict.explanation.isEmpty() || explanations == Explanations.IGNORE) {
            return done(outcome);
        }
        return targetName(verdict.explanation, verdict.domain)
                .thenCompose(target -> target.name.isEmpty()
                        ? done(Optional.<String>empty())
                        : explanation(target.name.get(), verdict.domain))
                .thenApply(outcome::withExplanation);
    }

    private CompletableFuture<Optional<String>> explanation(DomainName target, DomainName domain) {
        return ask(target, RecordType.TXT).thenCompose(answer -> {
            List<TxtRecord> records = answer.recordsOrNone();
            Optional<MacroString> text = records.size() == 1
                    ? MacroString.parse(records.get(0).joined(), MacroString.Place.EXPLANATION)
                            .ok()
                    : Optional.empty();
            return text.isEmpty() ? done(Optional.<String>empty()) : expanded(text.get(), domain);
        });
    }

    private CompletableFuture<Optional<String>> expanded(MacroString text, DomainName domain) {
        CompletableFuture<String> validatedName =
                text.uses('p') ? validatedNames().thenApply(names -> names.best(domain)) : done("unknown");
        // what the client chose, its HELO name and its local part, may hold anything: RFC 7208 §6.2 wants US-ASCII
        return validatedName.thenApply(
                name -> Optional.of(values(domain, name).expand(text)).filter(Ascii::isPrintable));
    }

    private SpfOutcome outcome(SpfResult result, Optional<Directive> matched, Optional<Problem> problem) {
        return new SpfOutcome(
                result,
                subject.identity(),
                subject.sender(),
                subject.domainText(),
                matched,
                Optional.empty(),
                problem,
                lookups,
                voids,
                bareReject);
    }

    private static Verdict verdict(
            SpfResult result, Optional<Directive> matched, DomainName domain, Optional<DomainSpec> explanation) {
        return new Verdict(result, matched, domain, explanation, Optional.empty());
    }

    private Verdict error(Problem why, DomainName domain) {
        SpfResult result =
                switch (why.kind()) {
                    case DNS_TIMEOUT, DNS_FAILURE, DNS_BOGUS, DEADLINE, BUDGET, STORE, INTERNAL -> SpfResult.TEMPERROR;
                    case SYNTAX, LIMIT, RECORD -> SpfResult.PERMERROR;
                };
        step(result == SpfResult.TEMPERROR ? "§2.6.6" : "§2.6.7", () -> result.keyword() + ": " + why.detail());
        return new Verdict(result, Optional.empty(), domain, Optional.empty(), Optional.of(why));
    }

    private static Problem tooManyLookups() {
        return new Problem(ProblemKind.LIMIT, "more than 10 terms ask DNS");
    }

    private static Problem tooManyVoids() {
        return new Problem(ProblemKind.LIMIT, "more than 2 void lookups");
    }

    private void step(String section, Supplier<String> text) {
        trace.step("RFC 7208 " + section, text);
    }

    private static <T> String describe(DnsAnswer<T> answer, RecordType<T> type) {
        if (answer instanceof DnsAnswer.Found<T> found) {
            return found.records().stream().map(type::format).collect(Collectors.joining(" | "));
        }
        return answer.problem()
                .map(Problem::detail)
                .orElse(answer instanceof DnsAnswer.NxDomain ? "NXDOMAIN" : "no data");
    }

    private static String quoted(String text) {
        return '"' + Ascii.printable(text, 80) + '"';
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    /** Turns an exception of the first, synchronous part into one of the stage. */
    private static <T> CompletableFuture<T> guarded(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException bug) {
            return CompletableFuture.failedFuture(bug);
        }
    }
}
