// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import java.time.Clock;
import java.time.ZoneOffset;

/** The time of a request: its {@code now}, at which the clock stands still, or the clock's. */
final class RequestClock {
    private RequestClock() {}

    static Clock of(JsonRequest request) throws BadRequest {
        return request.optionalInstant("now")
                .map(now -> Clock.fixed(now, ZoneOffset.UTC))
                .orElseGet(Clock::systemUTC);
    }
}
