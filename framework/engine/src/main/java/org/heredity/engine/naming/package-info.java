/**
 * Finds an architecture's network among the tensors of a file that somebody else wrote: prefixes,
 * synonyms, heads, and what lies around. Knows the engine's specifications, and no architecture.
 */
package org.heredity.engine.naming;
