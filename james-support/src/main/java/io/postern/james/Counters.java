// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;

/**
 * Counters in James's metrics: {@code postern.spf.result.pass} is {@code postern_spf_result_pass_total} in
 * {@code /metrics}. Names come from closed sets of words, never from the network. Thread-safe.
 */
@Singleton
public final class Counters {
    private final MetricFactory factory;
    private final Map<String, Metric> metrics = new ConcurrentHashMap<>();

    @Inject
    public Counters(MetricFactory factory) {
        this.factory = factory;
    }

    /** Counts one more. */
    public void count(String name) {
        metrics.computeIfAbsent("postern." + name, factory::generate).increment();
    }
}
