mod authorize_upgrade;
