// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.security.PublicKey;

/**
 * A public key that may verify.
 *
 * @param bits of RSA's modulus; 256 for Ed25519
 */
record VerificationKey(KeyType type, PublicKey key, int bits) {}
