// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.value.DomainName;
import java.util.concurrent.CompletionStage;

/**
 * Asks DNS. The stage always completes with an answer, never exceptionally and never with null, and within the
 * resolver's own time-outs. Asking does not block the caller. CNAMEs are followed. Implementations are thread-safe.
 */
public interface DnsResolver {
    <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type);
}
