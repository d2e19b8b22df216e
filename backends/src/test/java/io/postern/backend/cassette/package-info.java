// SPDX-License-Identifier: Apache-2.0
/** What a cassette may look like as JSON, and what recording makes of answers. */
@NullMarked
package io.postern.backend.cassette;

import org.jspecify.annotations.NullMarked;
