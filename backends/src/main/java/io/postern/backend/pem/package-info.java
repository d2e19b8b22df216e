// SPDX-License-Identifier: Apache-2.0
/**
 * Private keys as operators have them: PEM text (RFC 7468) with PKCS#8, as OpenSSL writes it today, or PKCS#1, as it
 * wrote it before. Entry point: {@link io.postern.backend.pem.PrivateKeyPem}. Not here: keys with a password.
 */
@NullMarked
package io.postern.backend.pem;

import org.jspecify.annotations.NullMarked;
