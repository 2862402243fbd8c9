/**
 * How far a run is: what listeners are told, and {@code status.json}. Also why something failed, in
 * a line for people.
 */
package org.heredity.pipeline.progress;
