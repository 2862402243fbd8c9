/** Tables of several re-engineered classifiers: their file of settings, and how they are opened. */
package org.heredity.cli.tables;
