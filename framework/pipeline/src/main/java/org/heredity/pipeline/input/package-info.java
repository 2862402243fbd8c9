/**
 * What a run starts from: the teacher and the targets, opened and checked; how a target is split
 * and preprocessed; the machine it runs on. Nothing here trains or attacks.
 */
package org.heredity.pipeline.input;
