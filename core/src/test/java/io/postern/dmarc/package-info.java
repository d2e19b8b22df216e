// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.postern.dmarc;

import org.jspecify.annotations.NullMarked;
