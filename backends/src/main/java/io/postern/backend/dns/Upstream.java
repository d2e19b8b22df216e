// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.value.Ascii;
import io.postern.value.ProblemKind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;

/**
 * The configured servers as one. A query goes to the server that answered last; after a time-out or a malformed answer
 * it goes to the next one, round and round, as often as {@link DnsSettings#retries()} says; after SERVFAIL, REFUSED and
 * the like it goes to each other server once. Its stages fail with {@link UnusableAnswer} or an I/O exception; what
 * they give has RCODE NOERROR or NXDOMAIN and only the OPT record in its additional section.
 *
 * <p>Against blind spoofing (RFC 5452) every attempt has a message ID of its own, and dnsjava binds a new socket for it
 * to a port that {@code SecureRandom} takes from the system's ephemeral range. dnsjava drops an answer with another ID,
 * question name, class or type; it does not wait on for a better one, so such an answer costs the attempt.
 *
 * <p>dnsjava looks at its own time-outs about once a second and only when no socket is ready; ours are exact.
 */
final class Upstream implements Resolver {
    /** RFC 9715 §3.2: what passes nearly every path in one packet. */
    static final int EDNS_PAYLOAD_OCTETS = 1232;

    // RFC 8914 §4.6 to §4.13: the codes of a validator that found an answer bogus
    private static final Set<Integer> BOGUS_CODES = Set.of(
            ExtendedErrorCodeOption.DNSSEC_BOGUS,
            ExtendedErrorCodeOption.SIGNATURE_EXPIRED,
            ExtendedErrorCodeOption.SIGNATURE_NOT_YET_VALID,
            ExtendedErrorCodeOption.DNSKEY_MISSING,
            ExtendedErrorCodeOption.RRSIGS_MISSING,
            ExtendedErrorCodeOption.NO_ZONE_KEY_BIT_SET,
            ExtendedErrorCodeOption.NSEC_MISSING);

    private final List<SimpleResolver> servers;
    private final Duration timeout;
    private final int attempts;
    private final Optional<Scrubber> scrubber;
    private final AtomicInteger preferred = new AtomicInteger();
    private volatile boolean closed;

    /** @param scrubber cleans answers that will be validated */
    Upstream(DnsSettings settings, Optional<Scrubber> scrubber) {
        this.scrubber = scrubber;
        this.servers = settings.servers().stream()
                .map(address -> server(address, settings))
                .toList();
        this.timeout = settings.timeout();
        this.attempts = settings.retries() + 1;
    }

    /** From now on every attempt fails. */
    void close() {
        closed = true;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        CompletableFuture<Message> answer = attempt(query, 1, preferred.get(), executor);
        return executor instanceof FailureLog log
                ? answer.exceptionallyCompose(failure -> noted(failure, log))
                : answer;
    }

    private static CompletableFuture<Message> noted(Throwable failure, FailureLog log) {
        log.note(failure);
        return CompletableFuture.failedFuture(failure);
    }

    private CompletableFuture<Message> attempt(Message query, int number, int server, Executor executor) {
        int next = (server + 1) % servers.size();
        return exchange(query, servers.get(server), executor)
                .exceptionallyComposeAsync(
                        failure -> {
                            if (number >= attemptsAfter(failure)) {
                                return CompletableFuture.failedFuture(failure);
                            }
                            preferred.compareAndSet(server, next);
                            return attempt(query, number + 1, next, executor);
                        },
                        executor);
    }

    private CompletableFuture<Message> exchange(Message query, SimpleResolver server, Executor executor) {
        if (closed) {
            return CompletableFuture.failedFuture(
                    new UnusableAnswer(ProblemKind.DNS_FAILURE, "the resolver has been closed"));
        }
        Message attempt = query.clone();
        attempt.getHeader().setID(new Header().getID());
        return server.sendAsync(attempt, executor)
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(this::usable);
    }

    /** A server that has answered would answer the same again. */
    private int attemptsAfter(Throwable failure) {
        return UnusableAnswer.isCauseOf(failure) ? Math.min(attempts, servers.size()) : attempts;
    }

    private Message usable(Message answer) {
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw unusable(rcode, answer.getOPT());
        }
        Message bare = withoutAdditional(answer);
        return scrubber.map(one -> one.scrub(bare)).orElse(bare);
    }

    private static UnusableAnswer unusable(int rcode, @Nullable OPTRecord opt) {
        String word = Rcode.string(rcode);
        List<EDNSOption> errors = opt == null ? List.of() : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR);
        if (errors.isEmpty() || !(errors.get(0) instanceof ExtendedErrorCodeOption extended)) {
            return new UnusableAnswer(ProblemKind.DNS_FAILURE, word);
        }
        // RFC 8914 §6: diagnosis only; both kinds are temporary failures
        boolean bogus = rcode == Rcode.SERVFAIL && BOGUS_CODES.contains(extended.getErrorCode());
        String text = extended.getText() == null ? "" : " " + Ascii.printable(extended.getText(), 100);
        return new UnusableAnswer(
                bogus ? ProblemKind.DNS_BOGUS : ProblemKind.DNS_FAILURE,
                word + ", extended error " + extended.getErrorCode() + text);
    }

    /** Nothing of it is used, and the validator puts its reasons there: a server must not be able to write them. */
    private static Message withoutAdditional(Message answer) {
        OPTRecord opt = answer.getOPT();
        answer.removeAllRecords(Section.ADDITIONAL);
        if (opt != null) {
            answer.addRecord(opt, Section.ADDITIONAL);
        }
        return answer;
    }

    private static SimpleResolver server(InetSocketAddress address, DnsSettings settings) {
        SimpleResolver server = new SimpleResolver(address);
        server.setTimeout(settings.timeout());
        int flags = settings.dnssec() == DnssecMode.OFF ? 0 : ExtendedFlags.DO;
        server.setEDNS(0, EDNS_PAYLOAD_OCTETS, flags, List.of());
        return server;
    }

    /** Set for each server, for good; the validator would set it to dnsjava's default. */
    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

    /** Truncation is never ignored: dnsjava asks the same server again over TCP. */
    @Override
    public void setIgnoreTruncation(boolean ignore) {}

    @Override
    public void setPort(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTCP(boolean always) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTSIGKey(TSIG key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeout(Duration ignored) {
        throw new UnsupportedOperationException();
    }
}
