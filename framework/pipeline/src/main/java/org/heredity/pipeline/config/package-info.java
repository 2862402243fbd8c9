/**
 * What a suite or an audit asks for: read from YAML or options, checked, and bound to the plug-ins
 * that it names. Nothing is computed before all of it holds.
 */
package org.heredity.pipeline.config;
