// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.idn.Idna;
import io.postern.backend.psl.SuffixListSource;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcRequest;
import io.postern.dmarc.DmarcValidation;
import io.postern.dmarc.PublicSuffixList;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.value.Trace;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * DMARC as the server does it, within the server's default time and number of questions.
 *
 * @param list asked for only if the method needs one
 */
record DmarcCheck(DnsResolver resolver, DiscoveryMethod method, Supplier<PublicSuffixList> list) {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** Reads the bundled list when it is first needed: it takes a moment. */
    static Supplier<PublicSuffixList> bundledList() {
        return Bundled.SOURCE;
    }

    private static final class Bundled {
        static final SuffixListSource SOURCE = SuffixListSource.bundled(new Idna());
    }

    /** Blocks until all is known, at most twenty seconds. */
    DmarcOutcome run(DmarcRequest request, Trace trace) {
        DnsResolver timed = DnsBudget.of(resolver, Clock.systemUTC(), DEADLINE, DmarcValidation.MAX_QUERIES);
        DmarcValidation walk = DmarcValidation.of(timed).tracing(trace);
        DmarcValidation chosen = method == DiscoveryMethod.TREEWALK ? walk : walk.by(method, list.get());
        return chosen.validate(request).toCompletableFuture().join();
    }
}
