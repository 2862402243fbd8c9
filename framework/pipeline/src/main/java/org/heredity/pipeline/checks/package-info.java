/**
 * What speaks against believing a result, such as gradients of zero or noise as strong as the
 * attack. Each check looks at the evidence of a whole run and gives findings.
 */
package org.heredity.pipeline.checks;
