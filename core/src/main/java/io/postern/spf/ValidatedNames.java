// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.dns.DnsAnswer;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The client's names whose addresses lead back to it (RFC 7208 §5.5), in the order of the PTR answer.
 *
 * @param noRecord the PTR look-up was void
 * @param overrun present when the check's own time or number of questions ran out, so that names may be missing; other
 *     DNS errors only mean that a name does not count
 */
record ValidatedNames(List<DomainName> names, boolean noRecord, Optional<Problem> overrun) {
    /** Where the PTR records of an address are (RFC 1035 §3.5, RFC 3596 §2.5). */
    static DomainName reverseName(IpAddress address) {
        String dotted = address.isV6() ? MacroValues.nibbles(address) : address.toString();
        List<String> parts = new ArrayList<>(List.of(dotted.split("\\.", -1)));
        Collections.reverse(parts);
        return DomainName.of(String.join(".", parts) + (address.isV6() ? ".ip6.arpa" : ".in-addr.arpa"));
    }

    /** From the answer about the names, and the answers about the addresses of the first of them, in their order. */
    static ValidatedNames of(IpAddress client, DnsAnswer<DomainName> ptr, List<DnsAnswer<IpAddress>> addresses) {
        List<DomainName> names = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            // RFC 7208 §5.5: a name whose addresses cannot be had is skipped
            if (addresses.get(i).recordsOrNone().contains(client)) {
                names.add(ptr.recordsOrNone().get(i));
            }
        }
        Stream<DnsAnswer<?>> answers = Stream.concat(Stream.of(ptr), addresses.stream());
        Optional<Problem> overrun = answers.flatMap(answer -> answer.problem().stream())
                .filter(problem -> problem.kind() == ProblemKind.DEADLINE || problem.kind() == ProblemKind.BUDGET)
                .findFirst();
        return new ValidatedNames(List.copyOf(names), ptr.isVoid(), overrun);
    }

    boolean anyIsEqualToOrBelow(DomainName target) {
        return names.stream().anyMatch(name -> name.isEqualToOrBelow(target));
    }

    /** What {@code %{p}} stands for in a record of {@code domain}. */
    String best(DomainName domain) {
        // RFC 7208 §7.3: the domain itself if it is validated, else a name below it, else any, else "unknown"
        return names.stream()
                .filter(domain::equals)
                .findFirst()
                .or(() -> names.stream().filter(name -> name.isBelow(domain)).findFirst())
                .or(() -> names.stream().findFirst())
                .map(DomainName::value)
                .orElse("unknown");
    }
}
