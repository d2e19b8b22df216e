// SPDX-License-Identifier: Apache-2.0
/** Keys as OpenSSL writes them. */
@NullMarked
package io.postern.backend.pem;

import org.jspecify.annotations.NullMarked;
