// SPDX-License-Identifier: Apache-2.0
package io.postern.authenticate;

import io.postern.dkim.DkimVerifier;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.DmarcRecord;
import io.postern.dmarc.PublicSuffixList;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.value.RecentlyRead;
import io.postern.value.Trace;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * How messages are authenticated. Immutable, thread-safe, made once.
 *
 * <p>A caller that receives a message piece by piece, at MAIL begins SPF and keeps the {@link PendingSpf}. When the
 * header section is complete he calls {@link #begin}: all keys, and DMARC's records of the author, are asked for at
 * once, and nothing waits for them. Each piece of the body goes to {@link MessageAuthentication#body}, unless
 * {@link MessageAuthentication#wantsBody} says that nobody needs it. Behind the last octet
 * {@link MessageAuthentication#finish} gives a stage that completes with the {@link AuthenticationFindings}, usually at
 * once:
 *
 * <pre>{@code
 * MessageAuthentication authentication = how.begin(head, Optional.of(spf), Trace.OFF);
 * authentication.body(octets, 0, length);     // as often as there are octets
 * authentication.finish().thenAccept(findings -> ...);
 * }</pre>
 *
 * <p>One deadline holds for everything, that of {@code dkim}: the stage completes within it, counted from
 * {@code finish()}, however long the sender took for the body. What is not known by then is TEMPERROR, never fail and
 * never none; so is a defect of ours in a step that waits for DNS. The stage never completes exceptionally.
 *
 * @param dkim verifies signatures, those of ARC too; its resolver, clock and conversion to A-labels are DMARC's too
 * @param discovery how DMARC finds Organizational Domains
 * @param suffixes the list that {@code discovery} may need, asked for with each message; not if it is the tree walk
 * @param policies what policy records were read as lately
 */
public record Authentication(
        DkimVerifier dkim,
        DiscoveryMethod discovery,
        Supplier<PublicSuffixList> suffixes,
        RecentlyRead<DmarcRecord> policies) {
    /** Ours: policy records that are kept, of some kilobytes each. */
    private static final int MAX_POLICIES = 1000;

    public Authentication(DkimVerifier dkim, DiscoveryMethod discovery, Supplier<PublicSuffixList> suffixes) {
        this(dkim, discovery, suffixes, new RecentlyRead<>(MAX_POLICIES));
    }

    /**
     * Begins with one message: asks DNS for what its head says, hashes the head. Does not block.
     *
     * @param spf empty if the transaction is not checked: DMARC then rests on DKIM alone
     */
    public MessageAuthentication begin(MessageHead head, Optional<PendingSpf> spf, Trace trace) {
        return new MessageAuthentication(this, head, spf, trace);
    }

    /**
     * Authenticates a message whose body lies ready; reads it once, and not at all if no signature needs it.
     *
     * @throws IOException if the body cannot be read
     */
    public CompletionStage<AuthenticationFindings> check(Message message, Optional<PendingSpf> spf, Trace trace)
            throws IOException {
        MessageAuthentication authentication = begin(message.head(), spf, trace);
        authentication.read(message.body());
        return authentication.finish();
    }
}
